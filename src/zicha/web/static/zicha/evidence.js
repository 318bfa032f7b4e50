// Files of evidence go off as soon as they are chosen, dropped or pasted (证据上传); zicha.js puts them into the input.
(() => {
  "use strict";

  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-evidence]");
    if (!form || event.target.type !== "file" || !event.target.files.length) return;
    const most = Number(form.dataset.mostMb) * 1048576;
    const large = [...event.target.files].filter((file) => file.size > most);
    if (large.length) {
      // Said before minutes of sending end in a refusal.
      window.zicha?.toast(`${form.dataset.tooLarge}${large.map((file) => file.name).join("、")}`, "danger");
      event.target.value = "";
      return;
    }
    form.requestSubmit();
  });

  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.closest?.("form[data-evidence]")?.querySelector("progress");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form[data-evidence]");
    if (!form) return;
    // After a failure the same files can be chosen again.
    form.querySelector("progress").hidden = true;
    form.querySelector("input[type=file]").value = "";
  });
})();
