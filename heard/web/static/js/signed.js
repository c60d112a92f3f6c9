/**
 * Is the writer still signed in? Asked before anything is sent, so that words never leave for the sign-in page; and
 * after a sign-in elsewhere the forms of this page get the new sign-in's key, so that it can go on.
 */

const composer = /** @type {HTMLElement} */ (document.getElementById("composer"));
const band = /** @type {HTMLElement} */ (document.getElementById("signed-out"));

/** Who writes may go on: yes, too, when nobody answers, since the browser says that best. @returns {Promise<boolean>} */
async function signedIn() {
  const answer = await fetch(band.dataset.key ?? "").catch(() => null);
  if (answer?.redirected) {
    band.hidden = false;
    return false;
  }
  if (!answer?.ok) return true;
  const { by, key } = await answer.json();
  if (composer.dataset.by && by !== composer.dataset.by) { // never in another's name
    location.reload();
    return false;
  }
  band.hidden = true;
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[name=csrfmiddlewaretoken]"))) input.value = key;
  return true;
}

composer.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.dataset.known || form.dataset.left) return;
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.asking) return;
  form.dataset.asking = "1";
  const { submitter } = /** @type {SubmitEvent} */ (event);
  const goesOn = await signedIn();
  delete form.dataset.asking;
  if (!goesOn) return;
  form.dataset.known = "1";
  form.requestSubmit(submitter?.isConnected ? submitter : null);
  delete form.dataset.known;
}, { capture: true });

const back = () => !band.hidden && !document.hidden && signedIn();
window.addEventListener("focus", back);
document.addEventListener("visibilitychange", back);
