/**
 * How do findings stand beside a draft? On wide windows each card at the height of its line, in the margin; elsewhere a row
 * between draft and buttons. Keys in a card: 1 to 3 take words, d not here, Escape back to where the caret was.
 */

import { made } from "./card.js";

const wide = matchMedia("(min-width: 1200px)");
const GAP = 8; // pixels between two cards

/**
 * @param {HTMLElement} aside
 * @param {any} box the field of the draft
 * @param {{dismiss: (found: any, scope: string, reason: string) => Promise<string>, changed: () => void}} acts
 */
export function margin(aside, box, acts) {
  const { field } = box;
  const list = /** @type {HTMLElement} */ (aside.querySelector(".cards"));
  const count = /** @type {HTMLElement} */ (aside.querySelector(".count"));
  const status = /** @type {HTMLElement} */ (aside.querySelector("[role=status]"));
  const hush = /** @type {HTMLElement} */ (aside.querySelector(".hush"));
  const model = /** @type {HTMLTemplateElement} */ (document.getElementById("coach-card"));
  const sheet = /** @type {HTMLElement} */ (box.closest(".sheet") ?? box.closest("form"));
  const besides = () => wide.matches && !aside.classList.contains("inline");
  const desk = /** @type {HTMLElement} */ (box.closest("main"));
  /** @type {any[]} */
  let shown = [];
  let current = "";
  let caret = -1;

  const keyOf = (/** @type {any} */ found) => `${found.rule}\n${found.words}`;
  const items = () => /** @type {HTMLElement[]} */ ([...list.children]);

  /** Which card is open. @param {number} number */
  function open(number) {
    current = shown[number] ? keyOf(shown[number]) : "";
    items().forEach((item, index) => {
      item.classList.toggle("open", index === number);
      item.querySelector(".place")?.setAttribute("aria-expanded", String(index === number));
    });
    place();
  }

  /** Words of ours come into the draft as one edit that the browser's undo takes back. @param {any} found @param {string} words */
  function take(found, words) {
    const text = field.text;
    const near = text.indexOf(found.words, Math.max(0, found.start - 40));
    const start = text.slice(found.start, found.end) === found.words ? found.start : near;
    if (found.words && start < 0) return acts.changed();
    const at = found.words ? start : caret < 0 ? text.length : caret;
    const space = (/** @type {string | undefined} */ letter) => (letter && !/\s/.test(letter) ? " " : "");
    const coming = found.words ? words : `${space(text[at - 1])}${words}${space(text[at])}`;
    field.select(at, at + found.words.length);
    field.insert(coming);
    const open = coming.indexOf("...");
    if (open >= 0) field.select(at + open, at + open + 3);
  }

  /** Where the caret stood when the draft was left. */
  function back() {
    field.select(caret < 0 ? field.text.length : caret);
  }

  /** @param {any} found @param {number} number */
  const card = (found, number) =>
    made(model, found, { number, all: shown.length }, {
      take: (words) => take(found, words),
      open: (item) => open(items().indexOf(item)),
      dismiss: (scope, reason) => acts.dismiss(found, scope, reason),
      back,
      place,
    });

  /** Each card at the height of its line, as near as the others let it. */
  function place() {
    if (aside.hidden) return;
    desk.style.setProperty("--coach-top", `${Math.round(sheet.getBoundingClientRect().top)}px`);
    list.classList.remove("placed");
    if (!besides() || list.scrollHeight > list.clientHeight) return;
    const { top, height } = list.getBoundingClientRect();
    const seen = box.getBoundingClientRect();
    const heights = items().map((item) => item.offsetHeight);
    const tops = shown.map((found) => {
      const line = found.words ? field.range(found.start, found.end)?.getBoundingClientRect().top : seen.top;
      return Math.min(Math.max(line ?? seen.top, seen.top), seen.bottom) - top;
    });
    tops.forEach((y, n) => (tops[n] = Math.max(y, n ? tops[n - 1] + heights[n - 1] + GAP : 0)));
    let end = height;
    for (let n = tops.length - 1; n >= 0; n--) {
      tops[n] = Math.max(0, Math.min(tops[n], end - heights[n]));
      end = tops[n] - GAP;
    }
    list.classList.add("placed");
    items().forEach((item, n) => (item.style.insetBlockStart = `${tops[n]}px`));
  }

  /** To the card behind the one that has the focus. */
  function next() {
    if (!shown.length || aside.hidden) return;
    if (box.contains(document.activeElement)) caret = field.caret();
    const here = items().findIndex((item) => item.contains(document.activeElement));
    const number = (here + 1) % shown.length;
    aside.classList.add("opened");
    count.setAttribute("aria-expanded", "true");
    open(number);
    items()[number].focus();
  }

  box.addEventListener("blur", () => (caret = field.caret()));
  box.addEventListener("input", () => (caret = field.caret()));
  box.addEventListener("scroll", place, { passive: true });
  count.addEventListener("click", () => {
    count.setAttribute("aria-expanded", String(aside.classList.toggle("opened")));
    if (besides()) next();
    else place();
  });
  new ResizeObserver(place).observe(sheet);
  window.addEventListener("resize", place);

  return {
    /** @param {any[]} findings @param {{quiet: boolean, isRead: boolean}} state */
    show(findings, { quiet, isRead }) {
      const same = findings.length === shown.length && findings.every((found, n) => JSON.stringify({ ...found, start: 0, end: 0 }) === JSON.stringify({ ...shown[n], start: 0, end: 0 }));
      const places = findings.length === 1 ? aside.dataset.one : (aside.dataset.many ?? "").replace("{n}", String(findings.length));
      const said = (quiet ? aside.dataset.quiet : isRead ? (findings.length ? places : "") : aside.dataset.unread) ?? "";
      if (status.textContent !== said) status.textContent = count.textContent = said;
      hush.textContent = (quiet ? hush.dataset.off : hush.dataset.on) ?? "";
      aside.hidden = !said;
      desk.classList.toggle("coached", Boolean(desk.querySelector(".coach:not(.inline):not([hidden])")));
      if (same) findings.forEach((found, n) => Object.assign(shown[n], found)); // the cards stay, with what is typed in them
      else {
        const stood = list.contains(document.activeElement);
        shown = findings;
        list.replaceChildren(...shown.map(card));
        open(Math.max(0, shown.findIndex((found) => keyOf(found) === current)));
        if (stood) (/** @type {HTMLElement | null} */ (list.querySelector(".open")) ?? box).focus();
      }
      place();
    },
    next,
  };
}
