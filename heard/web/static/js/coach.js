/** What does the coach read in the composer? The reply, with an offer for each promise; a note only when it is meant for the customer. */

import { coach } from "./coaching.js";
import { offers } from "./promise.js";

const part = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
const promises = offers(part("reply-form"));
const meant = /** @type {HTMLInputElement} */ (part("note-meant"));

const sure = /** @type {HTMLSelectElement} */ (part("sure"));
const reply = coach(part("reply-text"), part("coach"), { said: () => ({ way: "reply", sure: sure.value }), promises, fills: true });
sure.addEventListener("change", reply.look);
const notes = coach(part("note-text"), part("note-coach"), { said: () => (meant.checked ? { way: "note", for_customer: "on" } : null) });
meant.addEventListener("change", notes.look);

part("composer").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  if (event.key !== ";" || !(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
  if (promises.keep()) event.preventDefault();
});
