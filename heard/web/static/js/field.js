/**
 * How does a field carry marks under its words? A textarea cannot, so each `textarea[data-field]` gets a writing box in
 * its place and stays behind as its mirror: the form sends the textarea. Where the browser cannot write plain text only, and
 * without script, the textarea remains. The box has `field`: text, write, insert, select, range (by character offsets).
 */

import { caret, rangeOf, read } from "./offsets.js";

const probe = document.createElement("div");
try {
  probe.contentEditable = "plaintext-only";
} catch {
  // an older browser: it keeps its textarea
}
const writesPlain = probe.contentEditable === "plaintext-only";

/** @param {HTMLElement} box @param {HTMLTextAreaElement} area */
function upgraded(box, area) {
  return {
    area,
    get text() {
      return read(box);
    },
    caret: () => caret(box),
    range: (/** @type {number} */ start, /** @type {number} */ end) => rangeOf(box, start, end),
    select(/** @type {number} */ start, end = start) {
      box.focus();
      const chosen = getSelection();
      chosen?.removeAllRanges();
      chosen?.addRange(rangeOf(box, start, end));
    },
    /** In the place of what is selected; the browser's own undo takes it back. @param {string} text */
    insert(text) {
      if (!box.contains(getSelection()?.focusNode ?? null)) this.select(read(box).length);
      document.execCommand("insertText", false, text);
    },
    /** All words anew. @param {string} text */
    write(text) {
      box.textContent = text;
      box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    },
  };
}

/** What the same verbs are for a textarea that stays. @param {HTMLTextAreaElement} area */
function plain(area) {
  return {
    area,
    get text() {
      return area.value;
    },
    caret: () => area.selectionStart,
    range: () => null,
    select(/** @type {number} */ start, end = start) {
      area.focus();
      area.setSelectionRange(start, end);
    },
    insert(/** @type {string} */ text) {
      area.focus();
      document.execCommand("insertText", false, text);
    },
    write(/** @type {string} */ text) {
      area.value = text;
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    },
  };
}

/** @param {HTMLTextAreaElement} area */
function upgrade(area) {
  if (!writesPlain) return Object.assign(area, { field: plain(area) });
  const box = document.createElement("div");
  const stood = document.activeElement === area || area.autofocus;
  const [start, end] = area.autofocus ? [area.value.length, area.value.length] : [area.selectionStart, area.selectionEnd];
  for (const name of ["aria-label", "aria-invalid", "aria-describedby", "aria-keyshortcuts", "aria-labelledby", "dir"]) {
    if (area.hasAttribute(name)) box.setAttribute(name, area.getAttribute(name) ?? "");
  }
  box.id = area.id;
  area.id += "-mirror";
  box.className = `writing ${area.className}`.trim();
  box.contentEditable = "plaintext-only";
  box.role = "textbox";
  box.ariaMultiLine = "true";
  box.ariaPlaceholder = box.dataset.placeholder = area.placeholder;
  box.spellcheck = true;
  box.textContent = area.value;
  const field = upgraded(box, area);
  const mirror = () => {
    area.value = read(box);
    box.toggleAttribute("data-empty", !area.value);
  };
  box.addEventListener("input", mirror);
  mirror();
  area.before(box);
  area.hidden = true;
  let pressed = false;
  box.addEventListener("pointerdown", () => (pressed = true));
  box.addEventListener("focus", () => {
    if (!pressed && caret(box) <= 0) field.select(read(box).length); // by key: one goes on where the words end
    pressed = true;
  });
  if (stood) field.select(start, end);
  return Object.assign(box, { field });
}

for (const area of document.querySelectorAll("textarea[data-field]")) upgrade(/** @type {HTMLTextAreaElement} */ (area));
