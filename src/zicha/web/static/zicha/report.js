// The report (自查报告): a form opened inside the page is given up by loading the page as it is saved.
document.addEventListener("click", (event) => {
  const given = event.target.closest("[data-reloads]");
  if (!given) return;
  event.preventDefault();
  location.reload();
});

// A long table of the report shows its first rows and says how many more there are (长表): the page stays a page.
(() => {
  "use strict";

  const MOST = 15;
  const FIRST = 10;

  function fold(scroll, words) {
    const rows = [...scroll.querySelectorAll("tbody > tr")];
    if (rows.length <= MOST) return;
    for (const row of rows.slice(FIRST)) row.classList.add("is-rest");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm paper-rest";
    const show = (all) => {
      scroll.classList.toggle("is-folded", !all);
      button.setAttribute("aria-expanded", String(all));
      button.textContent = all ? words.fewer : words.rest.replace("{n}", (rows.length - FIRST).toLocaleString());
    };
    button.addEventListener("click", () => show(scroll.classList.contains("is-folded")));
    show(false);
    scroll.after(button);
  }

  for (const paper of document.querySelectorAll(".paper[data-rest]")) {
    for (const scroll of paper.querySelectorAll(".table-scroll")) fold(scroll, paper.dataset);
  }
})();
