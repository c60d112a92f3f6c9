/** What was typed into a password field? A button with an eye shows it and covers it again. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-reveals]"))) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.reveals ?? ""));
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    field.focus();
  });
}
