/**
 * Where does the focus go when what had it goes? To the menu that was used, or to the status: it says what became of
 * the ticket, and a key that was meant for something else does no harm there.
 */

let inHead = false; // whether the head of the ticket had the focus before it was read anew

/* A choice shuts its menu: at once, for while it is open a key belongs to it. */
document.addEventListener("submit", (event) => {
  const menu = /** @type {HTMLDetailsElement | null} */ (/** @type {SubmitEvent} */ (event).submitter?.closest("details.menu") ?? /** @type {Element} */ (event.target).closest("details.menu"));
  if (!menu) return;
  if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus({ preventScroll: true });
  menu.open = false;
  /** @type {HTMLElement | null} */ (menu.closest(":popover-open"))?.hidePopover();
});
document.addEventListener("htmx:beforeSwap", () => {
  inHead = Boolean(document.activeElement?.closest("#head"));
});
document.addEventListener("htmx:afterSwap", () => {
  if (!inHead || document.activeElement !== document.body) return;
  /** @type {HTMLElement | null} */ (document.querySelector("#status-menu summary"))?.focus({ preventScroll: true });
});
