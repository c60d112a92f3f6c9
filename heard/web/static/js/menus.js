/** How does an open menu close? By Escape, by a press elsewhere, or when another opens; by a choice in focus.js. */

/** @param {Element} menu @returns {HTMLDetailsElement[]} every open menu but this one */
const othersThan = (menu) =>
  /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("details.menu[open]")]).filter((other) => other !== menu);

/** A menu was opened or shut: shut the others. @param {Element} menu */
export function open(menu) {
  if (!menu.hasAttribute("open")) return;
  for (const other of othersThan(menu)) other.open = false;
}

document.addEventListener("pointerdown", (event) => {
  const inside = /** @type {Element} */ (event.target).closest("details.menu");
  for (const menu of othersThan(inside ?? document.body)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of othersThan(document.body)) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

const keys = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"));
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-opens="keys"]'))) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const menu of othersThan(document.body)) menu.open = false;
    keys?.showModal();
  });
}
