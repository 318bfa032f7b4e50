// The page behind a private link (答复页): files go off as soon as they are chosen; too much at once is said before sending;
// what was typed meanwhile is there again when the page comes back.
(() => {
  "use strict";

  const KEPT = `typed on ${location.pathname}`;
  const typed = () => document.querySelectorAll("form textarea[name], form input[name]:not([type=hidden], [type=file])");

  function keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify([...typed()].map((field) => [field.name, field.form.elements.kind?.value, field.value])));
    } catch {
      // A browser that keeps nothing: the files go off all the same.
    }
  }

  function restore() {
    let kept = [];
    try {
      kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
      sessionStorage.removeItem(KEPT);
    } catch {
      return;
    }
    for (const field of typed())
      for (const [name, kind, value] of kept)
        if (value && name === field.name && kind === field.form.elements.kind?.value) field.value = value;
  }

  restore();
  document.addEventListener("submit", (event) => {
    // The files and their withdrawal; an answer that is sent needs no keeping.
    if (!event.target.elements.kind) keep();
  });

  for (const button of document.querySelectorAll("[data-send-files]")) button.hidden = true;
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-sends-files]");
    if (!form || event.target.type !== "file" || !event.target.files.length) return;
    const files = [...event.target.files];
    const all = files.reduce((sum, file) => sum + file.size, 0);
    if (all > Number(form.dataset.mostMb) * 1048576) {
      window.zicha?.toast(`${form.dataset.tooLarge}${(all / 1048576).toFixed(0)} MB`, "danger");
      event.target.value = "";
      return;
    }
    form.querySelector("[data-sending]").hidden = false;
    form.requestSubmit();
  });
})();
