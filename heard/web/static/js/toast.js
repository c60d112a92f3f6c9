/** How long does a toast stay? As long as its line takes to thin; not while somebody is on it. */

/** @param {HTMLElement} toast */
function start(toast) {
  const seconds = Number(toast.dataset.seconds ?? 8);
  let left = seconds * 10;
  toast.style.setProperty("--left", "1");
  const timer = setInterval(() => {
    if (!toast.isConnected) return clearInterval(timer);
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    toast.style.setProperty("--left", String(left / (seconds * 10)));
    if (left > 0) return;
    clearInterval(timer);
    toast.remove();
  }, 100);
}

/** Every toast that is new on the page. */
export function watch() {
  for (const toast of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".toast:not([data-seen])"))) {
    toast.dataset.seen = "1";
    toast.querySelector(".let-go")?.addEventListener("click", () => toast.remove());
    start(toast);
  }
}
