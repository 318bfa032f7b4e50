// The page behind a private link (答复页): files go off as soon as they are chosen; too much at once is said before sending.
(() => {
  "use strict";

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
