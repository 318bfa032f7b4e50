// What pages do without asking the server (页面行为), each by a data- attribute; parts/README.md lists them.
// No inline script, no eval: the content security policy forbids both. Everything is delegated from the document,
// so that pieces htmx swaps in work as well.
(() => {
  "use strict";

  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const said = (name) => $("#toasts")?.dataset[name] ?? "";

  // ---- sentences at the corner -------------------------------------------------------------------------------
  function toast(sentence, tone = "info", note = "") {
    const place = $("#toasts");
    if (!place) return;
    const box = document.createElement("div");
    box.className = `alert alert-${tone}`;
    const words = document.createElement("div");
    words.textContent = sentence;
    if (note) {
      const small = document.createElement("div");
      small.className = "hint mono";
      small.textContent = note;
      words.append(small);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn-close";
    close.dataset.dismisses = ".alert";
    close.setAttribute("aria-label", said("close"));
    box.append(words, close);
    place.append(box);
    // A refusal stays until it is read; what went well may go by itself.
    if (tone === "success" || tone === "info") setTimeout(() => box.remove(), 8000);
  }

  // ---- open, close, dismiss, copy ----------------------------------------------------------------------------
  function toggle(button) {
    const target = $(button.dataset.toggles);
    if (!target) return;
    const open = target.classList.toggle("is-open");
    if (!target.matches(".sidebar")) target.hidden = !open;
    for (const each of $$(`[data-toggles="${button.dataset.toggles}"]`)) each.setAttribute("aria-expanded", String(open));
    if (open && target.matches(".sidebar")) $("a", target)?.focus();
  }

  function closeMenu() {
    const menu = $(".sidebar.is-open");
    if (!menu) return false;
    const button = $('[data-toggles="#menu"]');
    menu.classList.remove("is-open");
    button?.setAttribute("aria-expanded", "false");
    button?.focus();
    return true;
  }

  function openDialog(dialog) {
    if (!dialog || dialog.open) return;
    if (dialog.id === "help") fillHelp(dialog);
    dialog.showModal();
    dialog.querySelector("[autofocus]")?.focus();
  }

  async function copy(button) {
    const from = button.dataset.copies;
    const source = from.startsWith("#") ? $(from) : null;
    const text = source ? (source.value ?? source.textContent).trim() : from;
    try {
      await navigator.clipboard.writeText(text);
      toast(said("copied"), "success");
    } catch {
      // Plain http in an office network has no clipboard: the text is chosen instead.
      if (source) getSelection().selectAllChildren(source);
      toast(said("notCopied"), "warning");
    }
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-toggles], [data-opens], [data-closes], [data-dismisses], [data-copies], [data-prints], [data-goes-back]");
    for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    const sidebar = $(".sidebar.is-open");
    if (sidebar && !sidebar.contains(event.target) && !event.target.closest('[data-toggles="#menu"]')) closeMenu();
    if (event.target.matches?.("dialog.dialog[open]:not([data-stays])")) {
      // The backdrop belongs to the dialog itself; its inside is a child.
      const box = event.target.getBoundingClientRect();
      if (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom) event.target.close();
    }
    if (!target) return;
    const does = target.dataset;
    if (does.toggles !== undefined) toggle(target);
    else if (does.opens !== undefined) openDialog($(does.opens));
    else if (does.closes !== undefined) target.closest("dialog")?.close();
    else if (does.dismisses !== undefined) target.closest(does.dismisses)?.remove();
    else if (does.copies !== undefined) copy(target);
    else if (does.prints !== undefined) print();
    else if (history.length > 1 && document.referrer.startsWith(location.origin)) {
      event.preventDefault();
      history.back();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = $("details.menu[open]");
    if (menu) {
      menu.open = false;
      $("summary", menu).focus();
    } else closeMenu();
  });

  // ---- forms -------------------------------------------------------------------------------------------------
  // data-submits: a choice sends its form. data-types="词": the button waits until the word is typed.
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.closest("[data-submits]")) input.form?.requestSubmit();
    if (input.matches("[data-selects-all]")) for (const box of $$(input.dataset.selectsAll)) if (!box.disabled) box.checked = input.checked;
    countChosen();
    if (input.matches(".drop input[type=file]")) nameFiles(input);
    if (input.matches("[data-shortcuts-switch]")) switchShortcuts(input.checked);
  });

  function countChosen() {
    for (const all of $$("[data-selects-all]")) {
      const boxes = $$(all.dataset.selectsAll);
      const chosen = boxes.filter((box) => box.checked);
      all.checked = boxes.length > 0 && chosen.length === boxes.length;
      all.indeterminate = chosen.length > 0 && !all.checked;
      for (const box of boxes) box.closest("tr")?.classList.toggle("is-chosen", box.checked);
    }
    for (const place of $$("[data-counts]")) place.textContent = $$(place.dataset.counts).filter((box) => box.checked).length.toLocaleString("en");
    for (const place of $$("[data-needs-chosen]")) {
      const none = !$$(place.dataset.needsChosen).some((box) => box.checked);
      if (place.matches("button, input, select")) place.disabled = none;
      else place.hidden = none;
    }
  }

  // data-shown-when="field=value": shown only while the field of the form has one of the values (a|b).
  function showWhen(form) {
    for (const part of $$("[data-shown-when]", form)) {
      const [name, values] = part.dataset.shownWhen.split("=");
      const now = new FormData(part.closest("form")).getAll(name);
      part.hidden = !values.split("|").some((value) => now.includes(value));
    }
  }

  function checkWord(input) {
    const button = input.form?.querySelector("[type=submit], button:not([type])");
    if (button) button.disabled = input.value.trim() !== input.dataset.types;
  }
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-types]")) checkWord(event.target);
    event.target.closest("form[data-warns-unsaved]")?.classList.add("is-changed");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.asks ?? form.dataset.asks;
    if (question && !confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.classList.remove("is-changed");
    // Sent once: a second click would do it twice. Not at once, or the button's own value would not be sent.
    if (form.method === "post" && !form.hasAttribute("hx-post")) setTimeout(() => {
      for (const button of $$("button[type=submit], button:not([type])", form)) {
        if (form.target || button.disabled || "again" in button.dataset) continue;
        button.disabled = true;
        button.dataset.sent = "";
      }
    });
  }, true);
  addEventListener("pageshow", () => {
    // Coming back by the browser's button finds the buttons usable again.
    for (const button of $$("button[data-sent]")) {
      button.disabled = false;
      delete button.dataset.sent;
    }
  });
  addEventListener("beforeunload", (event) => {
    if ($("form.is-changed")) {
      event.preventDefault();
      event.returnValue = said("unsaved");
    }
  });

  // ---- files: dropped, pasted, chosen ------------------------------------------------------------------------
  function nameFiles(input) {
    const drop = input.closest(".drop");
    let list = $(".drop-files", drop);
    if (!list) {
      list = document.createElement("ul");
      list.className = "drop-files";
      drop.append(list);
    }
    list.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      const size = file.size < 1024 * 1024 ? `${Math.max(1, Math.round(file.size / 1024))} KB` : `${(file.size / 1048576).toFixed(1)} MB`;
      line.textContent = `${file.name}（${size}）`;
      return line;
    }));
  }
  function giveFiles(input, files) {
    const held = new DataTransfer();
    if (input.multiple) for (const file of input.files) held.items.add(file);
    for (const file of files) if (input.multiple || held.items.length === 0) held.items.add(file);
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const drop = event.target.closest?.(".drop");
      if (!drop || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop") giveFiles($("input[type=file]", drop), event.dataTransfer.files);
    });
  }
  document.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    const input = $(".drop[data-pastes] input[type=file]");
    if (files?.length && input) giveFiles(input, files);
  });

  // ---- keys --------------------------------------------------------------------------------------------------
  // data-shortcut="j" on a link, button or input; data-shortcut-says names it in the help dialog.
  // Area scripts add their own with zicha.shortcut(key, words, action).
  const own = new Map();
  const OFF = "zicha.shortcuts.off";
  const stored = { get: (key) => { try { return localStorage.getItem(key); } catch { return null; } }, set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* a browser that stores nothing */ } } };
  const shortcutsOn = () => stored.get(OFF) !== "1";
  function switchShortcuts(on) { stored.set(OFF, on ? "0" : "1"); }

  function isWriting(target) {
    return target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select");
  }
  document.addEventListener("keydown", (event) => {
    // An input method that composes sends keys too (229): they are not ours.
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isWriting(event.target) || $("dialog[open]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "?" || key === "？") {
      event.preventDefault();
      openDialog($("#help"));
      return;
    }
    if (!shortcutsOn()) return;
    const action = own.get(event.shiftKey && event.key.length === 1 && /[a-z]/i.test(event.key) ? `shift+${key}` : key);
    if (action) {
      event.preventDefault();
      action.act(event);
      return;
    }
    if (event.shiftKey) return;
    const element = $$("[data-shortcut]").find((each) => each.dataset.shortcut === key && !each.disabled && each.offsetParent !== null);
    if (!element) return;
    event.preventDefault();
    if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) element.focus();
    else element.click();
  });
  function fillHelp(dialog) {
    const list = $("[data-shortcuts-list]", dialog);
    for (const old of $$(".of-page", list)) old.remove();
    const lines = [...own].map(([key, { says }]) => [key, says]);
    for (const each of $$("[data-shortcut][data-shortcut-says]")) lines.push([each.dataset.shortcut, each.dataset.shortcutSays]);
    const seen = new Set();
    for (const [key, says] of lines) {
      if (seen.has(key) || !says) continue;
      seen.add(key);
      const name = document.createElement("dt");
      const mark = document.createElement("kbd");
      mark.textContent = { " ": "Space", ArrowDown: "↓", ArrowUp: "↑" }[key] ?? key.replace("shift+", "Shift + ");
      name.append(mark);
      const words = document.createElement("dd");
      words.textContent = says;
      name.className = words.className = "of-page";
      list.append(name, words);
    }
    const none = $("[data-shortcuts-none]", dialog);
    if (none) none.hidden = seen.size > 0;
    $("[data-shortcuts-switch]", dialog).checked = shortcutsOn();
  }

  // ---- htmx --------------------------------------------------------------------------------------------------
  document.addEventListener("htmx:beforeRequest", (event) => {
    // data-polls beside hx-trigger="every 3s": nobody looks, nothing is asked.
    if (event.detail.elt.hasAttribute("data-polls") && document.hidden) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // Signed out meanwhile: the door comes as a page, not into a corner of this one.
    if (event.detail.xhr.responseURL.includes("/accounts/login/")) {
      event.preventDefault();
      location.reload();
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    const id = event.detail.xhr.getResponseHeader("X-Error-Id") ?? "";
    toast(said(`said${status}`) || said("said"), "danger", id);
  });
  document.addEventListener("htmx:sendError", () => toast(said("offline"), "danger"));
  document.addEventListener("htmx:afterSwap", () => { countChosen(); prepare(); });
  document.addEventListener("zicha:toast", (event) => toast(event.detail.sentence ?? event.detail.value, event.detail.tone ?? "success"));
  document.addEventListener("zicha:close", () => { for (const dialog of $$("dialog[open]")) dialog.close(); });

  // ---- tables ------------------------------------------------------------------------------------------------
  // One that is not wider than its place does not scroll: its head then stays at the top of the page. What scrolls can be
  // scrolled with the keyboard.
  function fit(scroll) {
    const scrolls = scroll.scrollWidth > scroll.clientWidth + 1;
    scroll.classList.toggle("fits", !scrolls);
    if (!scrolls || scroll.hasAttribute("tabindex")) return;
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    if (!scroll.hasAttribute("aria-label")) scroll.setAttribute("aria-label", $("caption", scroll)?.textContent ?? $("h1")?.textContent.trim() ?? "");
  }
  const widths = new ResizeObserver((seen) => { for (const one of seen) fit(one.target); });

  // ---- once a page -------------------------------------------------------------------------------------------
  function prepare() {
    for (const input of $$("[data-types]")) checkWord(input);
    for (const form of $$("form")) if ($("[data-shown-when]", form)) showWhen(form);
    for (const dialog of $$("dialog[data-opens-itself]")) openDialog(dialog);
    for (const scroll of $$(".table-scroll")) {
      widths.observe(scroll);
      fit(scroll);
    }
  }
  function start() {
    prepare();
    countChosen();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  document.addEventListener("change", (event) => { if (event.target.form) showWhen(event.target.form); });

  window.zicha = { toast, shortcut: (key, says, act) => own.set(key, { says, act }), openDialog };
})();
