// The upload of records (上传数据): what is too large is told before it is sent, and how far it is while it is sent.
(() => {
  "use strict";

  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const files = form.querySelector("input[name=files]");
  const place = form.querySelector(".upload-progress");
  const bar = place.querySelector("progress");
  const words = place.querySelector("[data-sending]");
  const button = form.querySelector(".btn-primary");

  function refuse(event, sentence) {
    event.preventDefault();
    zicha.toast(sentence, "danger");
  }
  form.addEventListener("htmx:confirm", (event) => {
    const bytes = [...files.files].reduce((sum, file) => sum + file.size, 0);
    if (!files.files.length) refuse(event, form.dataset.none);
    else if (bytes > Number(form.dataset.mostBytes)) refuse(event, form.dataset.tooLarge);
  });
  form.addEventListener("htmx:xhr:progress", (event) => {
    if (!event.detail.lengthComputable) return;
    place.hidden = false;
    button.disabled = true;
    bar.max = event.detail.total;
    bar.value = event.detail.loaded;
    const share = Math.floor((100 * event.detail.loaded) / event.detail.total);
    words.textContent = share < 100 ? `${words.dataset.sending} ${share} %` : words.dataset.saving;
  });
  // Refused, or the network broke: the form is as it was. A success leaves the page.
  for (const over of ["htmx:responseError", "htmx:sendError", "htmx:afterRequest"]) {
    form.addEventListener(over, (event) => {
      if (event.detail.successful) return;
      place.hidden = true;
      button.disabled = false;
    });
  }
})();
