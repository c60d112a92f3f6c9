/** Does the customer sound angry? A hint beside their newest message, fetched once; it can be misread, so it can be put away. */

const source = /** @type {HTMLElement} */ (document.getElementById("heat"));
/** @type {HTMLElement | null} */
let hint = null;

/** The conversation may have been read anew: the hint stands with the newest message of theirs. */
function place() {
  const newest = [...document.querySelectorAll("#stream > .theirs")].at(-1);
  if (hint && newest && hint.parentElement !== newest) newest.querySelector(".said-head")?.after(hint);
}

async function look() {
  const answer = await fetch(source.dataset.url ?? "").catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".heat");
  hint?.remove();
  hint = /** @type {HTMLElement | null} */ (fresh);
  hint?.querySelector("button")?.addEventListener("click", dismiss);
  place();
}

async function dismiss() {
  const token = /** @type {HTMLInputElement} */ (document.querySelector("#reply-form [name=csrfmiddlewaretoken]")).value;
  const body = new URLSearchParams({ rule: "heat/boiling", scope: "ticket", csrfmiddlewaretoken: token });
  const answer = await fetch(source.dataset.dismissals ?? "", { method: "POST", body }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  hint?.remove();
  hint = null;
  document.getElementById("conversation")?.focus();
}

let newest = document.querySelectorAll("#stream > .theirs").length;
document.addEventListener("htmx:afterSettle", () => {
  const now = document.querySelectorAll("#stream > .theirs").length;
  if (now === newest) return place();
  newest = now;
  look();
});
look();
