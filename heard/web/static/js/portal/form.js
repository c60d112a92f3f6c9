/** What does the form do beside the typing? It works out the proof, and is sent once however often it is pressed. */

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-bits]"))) {
  const token = /** @type {HTMLInputElement} */ (form.elements.namedItem("token"));
  const proof = /** @type {HTMLInputElement} */ (form.elements.namedItem("proof"));
  const worker = new Worker(form.dataset.worker ?? "");
  worker.onmessage = (event) => {
    proof.value = String(event.data);
    worker.terminate();
  };
  worker.postMessage({ token: token.value, bits: Number(form.dataset.bits) });
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-once]"))) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
  // Whoever comes back by the browser's arrow may send again.
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  });
}

for (const shown of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".handed input"))) {
  shown.addEventListener("focus", () => shown.select());
}
