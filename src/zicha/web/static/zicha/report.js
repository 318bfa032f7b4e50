// The report (自查报告): a form opened inside the page is given up by loading the page as it is saved.
document.addEventListener("click", (event) => {
  const given = event.target.closest("[data-reloads]");
  if (!given) return;
  event.preventDefault();
  location.reload();
});
