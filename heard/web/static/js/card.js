/** What does one finding look like, and what can be done about it? Words to take, a reason to pass it over. */

/**
 * @typedef {{take: (words: string) => void, open: (item: HTMLElement) => void, back: () => void, place: () => void,
 *   dismiss: (scope: string, reason: string) => Promise<string>}} Acts
 */

/**
 * @param {HTMLTemplateElement} model @param {any} found @param {{number: number, all: number}} where it stands
 * @param {Acts} acts @returns {HTMLElement}
 */
export function made(model, found, { number, all }, acts) {
  const item = /** @type {HTMLElement} */ (/** @type {Element} */ (model.content.firstElementChild).cloneNode(true));
  const part = (/** @type {string} */ name) => /** @type {any} */ (item.querySelector(name));
  item.classList.add(found.severity);
  part(".said").textContent = found.words ? `“${found.words.length > 60 ? `${found.words.slice(0, 58)}…` : found.words}”` : found.missing || item.dataset.missing;
  part(".why").textContent = found.why;
  part(".number").textContent = (item.dataset.of ?? "").replace("{n}", String(number + 1)).replace("{all}", String(all));
  part(".number").hidden = all < 2;
  const rule = part(".rule"); // the setup's: who writes to a customer need not know its number
  if (rule) Object.assign(rule, { textContent: found.practice, title: found.rule });
  found.suggestions.slice(0, 3).forEach((/** @type {string} */ words, /** @type {number} */ index) => {
    const line = document.createElement("li");
    const button = document.createElement("button");
    const key = document.createElement("kbd");
    key.className = "key";
    key.textContent = String(index + 1);
    button.type = "button";
    button.append(key, words);
    button.addEventListener("click", () => acts.take(words));
    line.append(button);
    part(".say").append(line);
  });
  for (const way of ["[data-scope=once]", "[data-scope=ticket]", ".because"]) part(way)?.toggleAttribute("hidden", found.severity === "stop");
  part(".holds-it").hidden = found.severity !== "stop";
  part(".place").addEventListener("click", () => acts.open(item));
  listen(item, found, acts);
  return item;
}

/** @param {HTMLElement} item @param {any} found @param {Acts} acts */
function listen(item, found, acts) {
  const proposal = /** @type {HTMLElement | null} */ (item.querySelector(".proposal")); // none where there is no ticket
  const input = /** @type {HTMLInputElement | null} */ (proposal?.querySelector("input"));
  const reason = /** @type {HTMLElement | null} */ (item.querySelector(".reason"));
  const why = /** @type {HTMLInputElement | null} */ (reason?.querySelector("input"));
  const wrong = /** @type {HTMLElement} */ (item.querySelector(".fault"));
  const pass = async (/** @type {string} */ scope) => {
    const fault = await acts.dismiss(scope, (scope === "lexicon" ? input : why)?.value ?? "");
    wrong.textContent = fault;
    wrong.hidden = !fault;
    if (!fault) acts.back();
  };
  /** Who passes it over may say why; the buttons and Enter keep it. */
  const ask = () => {
    if (!reason || found.severity === "stop") return;
    reason.hidden = false;
    item.querySelector(".because")?.setAttribute("aria-expanded", "true");
    acts.place();
    why?.focus();
  };
  item.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest(".because")) return ask();
    const scope = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-scope]"))?.dataset.scope;
    if (scope) pass(scope);
    if (!proposal || !/** @type {Element} */ (event.target).closest(".propose")) return;
    proposal.hidden = false;
    acts.place();
    input?.focus();
  });
  item.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target === input || event.target === why;
    if (event.key === "Escape") acts.back();
    else if (typing && event.key === "Enter") pass(event.target === why ? "once" : "lexicon");
    else if (typing) return;
    else if (event.key === "w" && reason) ask();
    else if (event.key === "d" && found.severity !== "stop") pass("once");
    else if (/^[1-3]$/.test(event.key) && found.suggestions[Number(event.key) - 1]) acts.take(found.suggestions[Number(event.key) - 1]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
