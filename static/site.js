// Help on top of pages that work without it. No page may need this file.
(() => {
  "use strict";
  const all = (selector, root = document) => root.querySelectorAll(selector);

  // The Enter that confirms a kana conversion is not the Enter that sends a form (229: Safari tells only this way).
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229) && event.target.tagName !== "TEXTAREA") event.preventDefault();
    if (event.key === "Escape") {
      for (const menu of all("details.menu[open]")) {
        menu.open = false;
        if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      }
    }
  }, true);
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // One press, one sending. A page that stays (a download) may send again after a while.
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of all("[aria-busy]", form)) button.removeAttribute("aria-busy");
  };
  const changed = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    changed.delete(form);
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    setTimeout(release, 8000, form);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));

  // Leaving with words typed and not saved asks once.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) changed.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...all("form[data-keep]")].some((form) => changed.has(form) && !form.dataset.sent)) event.preventDefault();
  });

  // A chosen file says its size at once; data-max (bytes) and data-too-large (words) come from the form.
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    let note = input.nextElementSibling;
    if (!note || !note.classList.contains("file-note")) {
      note = document.createElement("output");
      note.className = "file-note";
      input.after(note);
    }
    const files = [...input.files];
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const shown = total < 1e6 ? `${Math.ceil(total / 1e3)} KB` : `${(total / 1e6).toFixed(1)} MB`;
    const large = Number(input.dataset.max) && files.some((file) => file.size > Number(input.dataset.max));
    note.classList.toggle("too-large", Boolean(large));
    note.textContent = files.length ? `${shown}${large ? `　${input.dataset.tooLarge || ""}` : ""}` : "";
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print], [data-copy]");
    if (!button) return;
    if ("print" in button.dataset) {
      window.print();
      return;
    }
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      const before = button.textContent;
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = before; }, 2500);
    }, () => {});
  });

  const fits = new ResizeObserver((entries) => {
    for (const { target } of entries) target.scrollWidth > target.clientWidth ? target.setAttribute("tabindex", "0") : target.removeAttribute("tabindex");
  });
  const prepare = (root) => {
    for (const button of all("[data-print]", root)) button.hidden = false;
    if (navigator.clipboard) for (const button of all("[data-copy]", root)) button.hidden = false;
    // A table that fits needs no stop for the keyboard; one that does not any more gets it back.
    for (const box of all(".scroll", root)) fits.observe(box);
  };
  prepare(document);
  document.querySelector("[data-focus]")?.focus();
  document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));
  window.addEventListener("beforeprint", () => {
    for (const part of all("details.more:not([open])")) { part.open = true; part.dataset.printed = "yes"; }
  });
  window.addEventListener("afterprint", () => {
    for (const part of all("details[data-printed]")) { part.open = false; delete part.dataset.printed; }
  });

  // A passage chosen with the mouse or by touch leads to the form for a comment on it; without a script one chooses a paragraph.
  const report = document.querySelector("[data-passages]");
  const bar = document.getElementById("chosen");
  // Offsets are counted in characters, as the server counts them, not in UTF-16 units.
  const characters = (text) => Array.from(text).length;
  const holder = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-start]");
  const place = (node, offset) => {
    const span = holder(node);
    if (!span) return null;
    const range = document.createRange();
    range.setStart(span, 0);
    range.setEnd(node, offset);
    return { section: span.dataset.section, at: Number(span.dataset.start) + characters(range.toString()) };
  };
  if (report && bar) {
    document.addEventListener("selectionchange", () => {
      const chosen = document.getSelection();
      const range = chosen.rangeCount && !chosen.isCollapsed ? chosen.getRangeAt(0) : null;
      const from = range && place(range.startContainer, range.startOffset);
      const to = range && place(range.endContainer, range.endOffset);
      const whole = from && to && from.section === to.section && to.at > from.at;
      bar.hidden = !whole;
      if (whole) bar.querySelector("a").search = `?section=${from.section}&starts=${from.at}&ends=${to.at}`;
    });
  }
})();
