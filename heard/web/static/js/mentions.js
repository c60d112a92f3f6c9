/** Who is meant by @? While one writes a name in a note the people are offered; arrows, Enter or Tab choose. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("note-form"));
const box = /** @type {any} */ (document.getElementById("note-text"));
const people = (form.dataset.people ?? "").split("|").filter(Boolean);
const list = document.createElement("ul");
list.className = "offered";
list.id = "mention-list";
list.role = "listbox";
list.ariaLabel = form.dataset.offers ?? "";
list.hidden = true;
form.append(list);
let begun = -1;
let chosen = 0;

/** @returns {string[]} the people whose name begins with what stands behind the @ */
function fitting() {
  const caret = box.field.caret();
  const match = /(?:^|[\s(])@([\p{L}\p{M}' -]{0,30})$/u.exec(box.field.text.slice(0, caret));
  begun = match ? caret - match[1].length : -1;
  const typed = match?.[1].toLocaleLowerCase() ?? "";
  return match ? people.filter((name) => name.toLocaleLowerCase().startsWith(typed) && name !== match[1]).slice(0, 6) : [];
}

function show() {
  const names = fitting();
  chosen = Math.min(chosen, Math.max(0, names.length - 1));
  list.replaceChildren(...names.map((name, place) => {
    const row = document.createElement("li");
    row.role = "option";
    row.id = `mention-${place}`;
    row.textContent = name;
    row.ariaSelected = String(place === chosen);
    row.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(name);
    });
    return row;
  }));
  list.hidden = names.length === 0;
  if (names.length) box.setAttribute("aria-activedescendant", `mention-${chosen}`);
  else box.removeAttribute("aria-activedescendant");
}

/** @param {string} name */
function take(name) {
  box.field.select(begun, box.field.caret());
  box.field.insert(`${name} `);
  list.hidden = true;
}

box.setAttribute("aria-controls", list.id);
box.addEventListener("input", () => {
  chosen = 0;
  show();
});
box.addEventListener("blur", () => (list.hidden = true));
box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  if (list.hidden || event.ctrlKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    chosen = (chosen + step + list.children.length) % list.children.length;
    show();
  } else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen].textContent ?? "");
  else if (event.key === "Escape") list.hidden = true;
  else return;
  event.preventDefault();
});
