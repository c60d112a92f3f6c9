/**
 * What does the coach say to the words in one field? After a rest in typing they are read on the server: marks under the
 * words, cards beside them. It never takes the focus and never moves the caret by itself.
 */

import { margin } from "./margin.js";

const REST = 400; // milliseconds without a letter
const QUIET = "coach.quiet";
const UNFILLED = /\{\s*[a-z]+(?:[._][a-z_]+)+\s*\}/gi; // of a macro; as in phrasing/variables.py

/** @typedef {{rule: string, code: string, practice: string, severity: "hint" | "warn" | "stop", why: string, missing: string, suggestions: string[], start: number, end: number, words: string}} Found */
/** @typedef {{what: string, when: string, due_until: string | null, start: number, end: number}} Promised */

/**
 * Reads `box` from now on. `said` is what the server should know besides the words; null while they are not to be read.
 *
 * @param {any} box a field, see field.js
 * @param {HTMLElement} aside where the cards stand; data-url reads, data-dismissals (if any) keeps what was passed over
 * @param {{said: () => Record<string, string> | null, promises?: {show: (promised: Promised[]) => void}, fills?: boolean}} ways
 */
export function coach(box, aside, { said, promises, fills = false }) {
  const { field } = box;
  const form = /** @type {HTMLFormElement} */ (box.closest("form"));
  /** What was said "not here" to, by rule and words. @type {Set<string>} */
  const passed = new Set();
  const cards = margin(aside, box, { dismiss, changed: look });
  /** @type {AbortController | null} */
  let asking = null;
  let timer = 0;
  let composing = false;
  let quiet = sessionStorage.getItem(QUIET) === location.pathname;

  /** @param {Record<string, string>} words */
  const body = (words) =>
    new URLSearchParams({ ...words, csrfmiddlewaretoken: /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value });

  function later() {
    clearTimeout(timer);
    asking?.abort();
    if (!composing && !quiet) timer = window.setTimeout(look, REST);
  }

  async function look() {
    clearTimeout(timer);
    asking?.abort();
    const text = field.text;
    const about = said();
    if (quiet || composing || !about || !text.trim()) return show([], [], text, true);
    asking = new AbortController();
    const { signal } = asking;
    const answer = await fetch(aside.dataset.url ?? "", { method: "POST", body: body({ text, ...about }), signal }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const read = await answer.json().catch(() => null);
    if (!read || signal.aborted || field.text !== text) return;
    const placed = inUnits(text);
    show(read.findings.map(placed), read.promises.map(placed), text, read.language_read);
  }

  /** @param {Found[]} findings @param {Promised[]} promised @param {string} text @param {boolean} isRead whether a lexicon speaks its language */
  function show(findings, promised, text, isRead) {
    const offered = (/** @type {Found} */ each) => promises && each.code === "untracked-promise" && promised.some((one) => one.start < each.end && each.start < one.end);
    const kept = findings.filter((each) => !passed.has(`${each.rule}\n${each.words}`) && !offered(each)); // the offer says the same
    const unfilled = fills ? [...text.matchAll(UNFILLED)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length, kind: "stop" })) : [];
    field.marks?.([
      ...kept.map((each) => ({ start: each.start, end: each.end, kind: each.severity })),
      ...(promises ? promised : []).map((each) => ({ start: each.start, end: each.end, kind: "promise" })),
      ...unfilled,
    ]);
    promises?.show(promised);
    cards.show(kept, { quiet: quiet && text.trim() !== "", isRead });
  }

  /** @param {Found} found @param {string} scope @param {string} reason @returns {Promise<string>} what went wrong, or nothing */
  async function dismiss(found, scope, reason) {
    if (aside.dataset.dismissals) {
      const answer = await fetch(aside.dataset.dismissals, { method: "POST", body: body({ rule: found.rule, scope, reason }) }).catch(() => null);
      if (!answer?.ok || answer.redirected) return (await answer?.json().catch(() => null))?.detail ?? aside.dataset.failed ?? "";
    }
    passed.add(`${found.rule}\n${found.words}`);
    look();
    return "";
  }

  for (const kind of ["compositionstart", "compositionend"]) {
    box.addEventListener(kind, () => {
      composing = kind === "compositionstart";
      later();
    });
  }
  box.addEventListener("input", later);
  box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "." || !(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    event.preventDefault();
    cards.next();
  });
  aside.addEventListener("keydown", (event) => {
    if (event.key !== "." || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    cards.next();
  });
  aside.querySelector(".hush")?.addEventListener("click", () => {
    quiet = !quiet;
    if (quiet) sessionStorage.setItem(QUIET, location.pathname);
    else sessionStorage.removeItem(QUIET);
    look();
  });
  look();
  return { look };
}

/** The server counts code points, the page counts UTF-16 units. @param {string} text */
function inUnits(text) {
  const points = [...text];
  const unit = (/** @type {number} */ point) => (points.length === text.length ? point : points.slice(0, point).join("").length);
  return (/** @type {any} */ each) => {
    const [start, end] = [unit(each.start), unit(each.end)];
    return { ...each, start, end, words: text.slice(start, end) };
  };
}
