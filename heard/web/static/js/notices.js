/**
 * Who is told of a notice while nobody looks at the desk? The browser, if its owner allowed it: only for a hidden
 * tab, and once for all tabs together.
 */

const SHOWN = "heard:notice";
const PAUSE = 1500; // milliseconds for a tab that is seen to say so first

/** @param {HTMLElement} bell */
function tell(bell) {
  const { newest, title, body, url } = bell.dataset;
  const isNews = Number(newest ?? 0) > Number(localStorage.getItem(SHOWN) ?? 0);
  if (!newest || !isNews) return;
  const mayShow = document.hidden && "Notification" in window && Notification.permission === "granted";
  localStorage.setItem(SHOWN, newest);
  if (!mayShow) return;
  const notification = new Notification(title ?? "", { body, tag: `heard-${newest}` });
  notification.addEventListener("click", () => {
    window.focus();
    location.assign(url ?? location.href);
  });
}

document.addEventListener("htmx:afterSwap", () => {
  const bell = document.getElementById("bell");
  if (bell?.dataset.newest) setTimeout(tell, document.hidden ? PAUSE * (0.5 + Math.random()) : 0, bell);
});

/* On one's own page: a button asks the browser, because it may ask only after a press. */
const ask = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-asks-notices]"));
if (ask && "Notification" in window) {
  const say = () => {
    const { permission } = Notification;
    ask.hidden = permission !== "default";
    for (const words of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-when-notices]"))) {
      words.hidden = words.dataset.whenNotices !== permission;
    }
  };
  ask.addEventListener("click", () => Notification.requestPermission().then(say));
  say();
}
