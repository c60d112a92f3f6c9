/** Which saved reply or phrase fits? Ctrl / opens the list; what is chosen comes into the words, and what it does besides is said before it is sent. */

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("macros"));
const find = /** @type {HTMLInputElement} */ (document.getElementById("macros-find"));
const list = /** @type {HTMLElement} */ (document.getElementById("macros-list"));
const opener = /** @type {HTMLElement} */ (document.getElementById("macros-opener"));
const box = /** @type {any} */ (document.getElementById("reply-text"));
const does = /** @type {HTMLElement} */ (document.getElementById("macro-does"));
const used = /** @type {HTMLInputElement} */ (does.querySelector("input"));
const url = opener.dataset.url ?? "";
const CHOICES = "[data-macro], [data-phrase]";
let caret = -1;

async function look() {
  const words = find.value;
  const answer = await fetch(`${url}?q=${encodeURIComponent(words)}`).catch(() => null);
  if (!answer?.ok || find.value !== words) return;
  list.innerHTML = await answer.text();
  const make = /** @type {HTMLElement | null} */ (list.querySelector("[data-make]"));
  if (make) make.hidden = !box.field.text.trim();
}

function open() {
  caret = box.field.caret();
  find.value = "";
  dialog.showModal();
  look();
}

/** @param {string} number */
async function take(number) {
  const answer = await fetch(`${url}/${number}`).catch(() => null);
  if (!answer?.ok) return;
  const macro = await answer.json();
  dialog.close();
  const start = put(macro.text);
  box.field.marks?.(macro.left.map((/** @type {string} */ name) => {
    const at = box.field.text.indexOf(name, start);
    return { start: at, end: at + name.length, kind: "stop" };
  }));
  if (used.value && !macro.does.length) return; // what an earlier one does stays
  use(macro.id);
  /** @type {HTMLElement} */ (does.querySelector("span")).textContent = (does.dataset.text ?? "").replace("{does}", macro.does.join(", "));
  does.hidden = macro.does.length === 0;
}

/** Which macro is meant, kept with the draft. @param {string} number */
function use(number) {
  used.value = number;
  used.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Where the caret was, as a paragraph of its own. @param {string} words @returns {number} where they begin */
function put(words) {
  const { text } = box.field;
  const at = caret < 0 ? text.length : caret;
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const above = before.trim() && !before.endsWith("\n") ? "\n\n" : "";
  const below = after.trim() && !after.startsWith("\n") ? "\n\n" : "";
  box.field.select(at);
  box.field.insert(above + words + below);
  return at + above.length;
}

/** A phrase of the shelf; its first open place is selected, to be written over. @param {string} words */
function say(words) {
  dialog.close();
  const start = caret < 0 ? box.field.text.length : caret;
  box.field.select(start);
  box.field.insert(words);
  const open = words.indexOf("...");
  if (open >= 0) box.field.select(start + open, start + open + 3);
}

/** @param {number} step */
function move(step) {
  const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(CHOICES)]);
  const here = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  (all[here + step] ?? (step < 0 ? find : all.at(-1)))?.focus();
}

opener.addEventListener("click", open);
document.getElementById("composer")?.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  open();
});
find.addEventListener("input", look);
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  }
  if (event.key === "Enter" && event.target === find) {
    event.preventDefault();
    look().then(() => /** @type {HTMLElement | null} */ (list.querySelector(CHOICES))?.click());
  }
});
/* What stands in the composer becomes a macro; the draft itself stays. */
list.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  /** @type {HTMLInputElement} */ (form.elements.namedItem("text")).value = box.field.text;
  /** @type {HTMLInputElement} */ (form.elements.namedItem("back")).value = location.pathname;
});
list.addEventListener("click", (event) => {
  const chosen = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-macro]"));
  if (chosen) take(chosen.dataset.macro ?? "");
  const phrase = /** @type {Element} */ (event.target).closest("[data-phrase]");
  if (phrase) say(phrase.textContent ?? "");
});
does.querySelector("button")?.addEventListener("click", () => {
  use("");
  does.hidden = true;
  box.focus();
});
