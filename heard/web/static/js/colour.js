/** How is a colour chosen by eye? The browser's own chooser stands beside the field, and both say the same. */

for (const chooser of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-colours]"))) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(chooser.dataset.colours ?? ""));
  chooser.hidden = false;
  chooser.addEventListener("input", () => (field.value = chooser.value));
  field.addEventListener("input", () => {
    if (/^#[0-9a-f]{6}$/i.test(field.value)) chooser.value = field.value;
  });
}

/* A proposal is the value of its own button; the field would be sent before it. */
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-takes]"))) {
  button.addEventListener("click", () => {
    const field = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.takes ?? ""));
    field.value = button.value;
  });
}
