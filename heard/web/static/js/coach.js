/**
 * What does the coach say to the draft? After a rest in typing the reply is read on the server: marks under the words,
 * cards in the margin, an offer for each promise. It never takes the focus and never moves the caret by itself.
 */

import { margin } from "./margin.js";
import { offers } from "./promise.js";

const REST = 400; // milliseconds without a letter
const QUIET = "coach.quiet";
const UNFILLED = /\{\s*[a-z]+(?:[._][a-z_]+)+\s*\}/gi; // of a macro; as in phrasing/variables.py
const box = /** @type {any} */ (document.getElementById("reply-text"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("reply-form"));
const aside = /** @type {HTMLElement} */ (document.getElementById("coach"));
const { field } = box;
/** What was said "not here" to, by rule and words. @type {Set<string>} */
const passed = new Set();
const cards = margin(aside, box, { dismiss, changed: look });
const promises = offers(form);
/** @type {AbortController | null} */
let asking = null;
let timer = 0;
let composing = false;
let quiet = sessionStorage.getItem(QUIET) === location.pathname;

/** @typedef {{rule: string, code: string, practice: string, severity: "hint" | "warn" | "stop", why: string, suggestions: string[], start: number, end: number, words: string}} Found */
/** @typedef {{what: string, when: string, due_until: string | null, start: number, end: number}} Promised */

/** @param {Record<string, string>} said */
const body = (said) =>
  new URLSearchParams({ ...said, csrfmiddlewaretoken: /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value });

function later() {
  clearTimeout(timer);
  asking?.abort();
  if (!composing && !quiet) timer = window.setTimeout(look, REST);
}

async function look() {
  clearTimeout(timer);
  asking?.abort();
  const text = field.text;
  if (quiet || composing || !text.trim()) return show([], [], text, true);
  asking = new AbortController();
  const { signal } = asking;
  const answer = await fetch(aside.dataset.url ?? "", { method: "POST", body: body({ text, way: "reply" }), signal }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const read = await answer.json().catch(() => null);
  if (!read || signal.aborted || field.text !== text) return;
  const placed = inUnits(text);
  show(read.findings.map(placed), read.promises.map(placed), text, read.language_read);
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

/** @param {Found[]} findings @param {Promised[]} promised @param {string} text @param {boolean} isRead whether a lexicon speaks its language */
function show(findings, promised, text, isRead) {
  const kept = findings.filter((each) => !passed.has(`${each.rule}\n${each.words}`));
  const unfilled = [...text.matchAll(UNFILLED)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length, kind: "stop" }));
  field.marks?.([
    ...kept.map((each) => ({ start: each.start, end: each.end, kind: each.severity })),
    ...promised.map((each) => ({ start: each.start, end: each.end, kind: "promise" })),
    ...unfilled,
  ]);
  promises.show(promised);
  cards.show(kept, { quiet: quiet && text.trim() !== "", isRead });
}

/** @param {Found} found @param {string} scope @param {string} reason @returns {Promise<string>} what went wrong, or nothing */
async function dismiss(found, scope, reason) {
  const answer = await fetch(aside.dataset.dismissals ?? "", { method: "POST", body: body({ rule: found.rule, scope, reason }) }).catch(() => null);
  if (!answer?.ok || answer.redirected) return (await answer?.json().catch(() => null))?.detail ?? aside.dataset.failed ?? "";
  passed.add(`${found.rule}\n${found.words}`);
  look();
  return "";
}

box.addEventListener("compositionstart", () => {
  composing = true;
  later();
});
box.addEventListener("compositionend", () => {
  composing = false;
  later();
});
box.addEventListener("input", later);
aside.querySelector(".hush")?.addEventListener("click", () => {
  quiet = !quiet;
  if (quiet) sessionStorage.setItem(QUIET, location.pathname);
  else sessionStorage.removeItem(QUIET);
  look();
});
document.getElementById("composer")?.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
  if (event.key === ".") {
    event.preventDefault();
    cards.next();
  }
  if (event.key === ";" && promises.keep()) event.preventDefault();
});
look();
