/**
 * How is a draft kept? On the server after a short pause and when the page is left; in this tab with each letter, until
 * the server has it. Words that were changed elsewhere meanwhile are shown, never overwritten.
 */

const composer = /** @type {HTMLElement} */ (document.getElementById("composer"));
const PAUSE = 800; // milliseconds without a letter
const AGAIN = 4000; // after a failure
const sent = (composer.dataset.sent ?? "").split(" ");
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

for (const way of ["reply", "note"]) keeping(way);

/** @param {string} way */
function keeping(way) {
  const box = /** @type {any} */ (document.getElementById(`${way}-text`));
  const form = /** @type {HTMLFormElement} */ (document.getElementById(`${way}-form`));
  const status = /** @type {HTMLElement} */ (composer.querySelector(`[data-kept-of="${way}"]`));
  const differs = /** @type {HTMLElement} */ (document.getElementById(`${way}-differs`));
  const key = /** @type {HTMLInputElement} */ (form.elements.namedItem("key"));
  const name = `draft:${composer.dataset.by}:${location.pathname}:${way}`;
  const { field } = box;
  let version = Number(form.dataset.version);
  let timer = 0;
  let dirty = false;
  let busy = false;

  const store = (leaving = false) => sessionStorage.setItem(name, JSON.stringify({ text: field.text, key: key.value, leaving, asks: !differs.hidden }));

  /** What this tab knew better than the server when it ended. */
  function restore() {
    const local = JSON.parse(sessionStorage.getItem(name) ?? "null");
    if (!local || typeof local !== "object") return;
    if (sent.includes(local.key) || !local.text || local.text === field.text) return sessionStorage.removeItem(name);
    if (local.asks && field.text) return asksAgain(local.text);
    if (version === 0) key.value = local.key;
    else if (local.key !== key.value && field.text) return show(local.text);
    field.write(local.text);
  }

  /** The page was left before its question was answered. @param {string} text the words that were typed here */
  function asksAgain(text) {
    const others = field.text;
    field.write(text);
    show(others);
  }

  /** @param {string} text the words that stand elsewhere */
  function show(text) {
    /** @type {HTMLElement} */ (differs.querySelector("blockquote")).textContent = text;
    differs.hidden = false;
    store();
  }

  function later(wait = PAUSE) {
    clearTimeout(timer);
    timer = window.setTimeout(keep, wait);
  }

  /** What this page said before was sent from another window: what is typed now is a draft of its own. */
  function begin() {
    if (form.dataset.left) return;
    const random = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    key.value = random.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    version = 0;
    store();
    later(0);
  }

  /** The customer was erased: nothing of what was typed stays here either, and the page says why. */
  function ended() {
    dirty = false;
    sessionStorage.removeItem(name);
    location.reload();
  }

  /** While the question stands, the other words may change, or leave: knowing no version, this tab overwrites nothing. */
  function look() {
    if (differs.hidden || form.dataset.left) return;
    version = 0;
    keep(false, true);
  }

  async function keep(keepalive = false, looking = false) {
    if (!differs.hidden && !looking) return; // whose words hold is asked, and this tab keeps its own
    if (busy && !keepalive) return later();
    clearTimeout(timer);
    const text = field.text;
    const body = new FormData(form);
    body.set("text", text);
    body.set("version", String(version));
    body.delete("file");
    busy = true;
    const answer = await fetch(form.dataset.keep ?? "", { method: "POST", body, keepalive: keepalive && text.length < 15000 }).catch(() => null);
    busy = false;
    if (answer?.status === 204 || answer?.status === 200) differs.hidden = true; // the others were sent, or thrown away
    if (answer?.status === 204) return begin();
    if (answer?.status === 410) return ended();
    if (answer?.redirected || !answer || (answer.status !== 200 && answer.status !== 409)) {
      status.textContent = composer.dataset.notKept ?? "";
      if (answer?.redirected) /** @type {HTMLElement} */ (document.getElementById("signed-out")).hidden = false;
      return later(AGAIN);
    }
    const now = await answer.json();
    version = now.version;
    key.value = now.key;
    if (answer.status === 409) return show(now.text);
    if (field.text !== text) return;
    dirty = false;
    sessionStorage.removeItem(name);
    status.textContent = text ? (composer.dataset.kept ?? "").replace("{time}", clock.format(new Date(now.at))) : "";
  }

  function typed() {
    dirty = true;
    store();
    later();
  }
  box.addEventListener("input", typed);
  document.addEventListener("heard:changed", (event) => /** @type {Element} */ (event.target).id === "others" && look(), true);
  if (way === "reply") for (const also of ["copies-edit", "sure", "macro-does"]) document.getElementById(also)?.addEventListener("input", typed);
  form.addEventListener("submit", (event) => {
    if (!differs.hidden) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return /** @type {HTMLElement} */ (differs.querySelector("button")).focus();
    }
    clearTimeout(timer);
    dirty = false;
    if (event.submitter?.matches(".throws")) sessionStorage.removeItem(name);
    else store(true);
  });
  const leave = () => dirty && keep(true);
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  differs.addEventListener("click", (event) => {
    const choice = /** @type {HTMLElement} */ (event.target).dataset?.keeps;
    if (!choice) return;
    const others = differs.querySelector("blockquote")?.textContent ?? "";
    differs.hidden = true;
    if (choice === "theirs") field.write(others);
    else if (choice === "both") field.write(`${field.text}\n\n${others}`);
    else typed();
    box.focus();
  });
  restore();
}
