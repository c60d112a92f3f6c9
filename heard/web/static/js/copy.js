/** How does a link get to the clipboard? A button beside the field copies it, and says so. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copies]"))) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.copies ?? ""));
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard?.writeText(field.value).catch(() => document.execCommand("copy"));
    button.textContent = button.dataset.done ?? "";
    setTimeout(() => (button.textContent = words), 2000);
  });
}
