// The queue by keyboard, and dialogs of decisions (线索队列): j/k move, o opens, x chooses, 1 2 3 h a m decide.
// Keys go through zicha.shortcut, which is silent in inputs, while an input method composes and where switched off.
(() => {
  "use strict";

  const $ = (selector, from = document) => from.querySelector(selector);
  const rows = () => [...document.querySelectorAll("[data-queue] tr[data-lead]")];
  const current = () => $("[data-queue] tr.is-current");
  let lastChosen = null;

  function goTo(row, focus = true) {
    if (!row) return;
    for (const other of rows()) {
      const here = other === row;
      other.classList.toggle("is-current", here);
      // One stop for the tab key: the row one is at.
      other.tabIndex = here ? 0 : -1;
      if (here) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    if (focus) {
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }

  function move(step) {
    const all = rows();
    const at = all.indexOf(current());
    const to = at < 0 ? 0 : at + step;
    if (to >= 0 && to < all.length) goTo(all[to]);
    else $(`.pages a[rel=${step > 0 ? "next" : "prev"}]`)?.click();
  }

  function choose(range) {
    const row = current();
    const box = row && $(".row-check", row);
    if (!box) return;
    const all = rows();
    if (range && lastChosen && all.includes(lastChosen)) {
      const [from, to] = [all.indexOf(lastChosen), all.indexOf(row)].sort((a, b) => a - b);
      for (const each of all.slice(from, to + 1)) $(".row-check", each).checked = true;
    } else box.checked = !box.checked;
    lastChosen = row;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const open = () => $(".lead-open", current() ?? document.createElement("i"))?.click();

  function decide(kind) {
    const row = current();
    if (!row) return;
    const address = new URL($(".lead-open", row).href);
    address.pathname += `${kind}/`;
    address.searchParams.set("origin", "queue");
    htmx.ajax("GET", address.pathname + address.search, { target: "#dialog-place", swap: "innerHTML" });
  }

  function start() {
    const keys = $("[data-queue-keys]");
    if (!keys) return;
    const does = { j: () => move(1), n: () => move(1), k: () => move(-1), o: open, x: () => choose(false), "shift+x": () => choose(true) };
    for (const line of keys.children) {
      const { key, kind } = line.dataset;
      window.zicha.shortcut(key, line.textContent, kind ? () => decide(kind) : does[key]);
    }
    goTo(rows()[0], false);
  }

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-queue] tr[data-lead]");
    if (row) goTo(row, false);
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-queue] tr[data-lead]");
    if (row && row !== current()) goTo(row, false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    // Enter on the row itself; on a link or a box in it, Enter is theirs.
    if (event.key === "Enter" && event.target.matches("[data-queue] tr[data-lead]")) open();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("#dialog-place form")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "dialog-place") window.zicha.openDialog($("#dialog-place dialog"));
  });
  document.addEventListener("zicha:close", () => $("#dialog-place")?.replaceChildren());
  // The one decided stays where it is, so that it can be seen and taken back; one goes on to the next.
  document.addEventListener("leads:decided", (event) => {
    const row = document.getElementById(`lead-${event.detail.lead}`);
    const after = row?.nextElementSibling;
    goTo(after ?? row);
  });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
