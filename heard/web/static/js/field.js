/**
 * How does a field carry marks under its words? A textarea cannot, so each `textarea[data-field]` gets a writing box in
 * its place and stays behind as its mirror: the form sends the textarea. Where the browser cannot write plain text only, and
 * without script, the textarea remains. The box has `field`: text, write, insert, select, range (by character offsets).
 */

const probe = document.createElement("div");
try {
  probe.contentEditable = "plaintext-only";
} catch {
  // an older browser: it keeps its textarea
}
const writesPlain = probe.contentEditable === "plaintext-only";

/** @typedef {{node: Node, breaks: number, length: number, block: Element | null}} Piece `breaks` is 1 where a block begins a new line */

/**
 * The text and line-break nodes of a box, in order. Words of several lines that are put in at once become blocks of their
 * own; an empty line is then a block with a break that only fills it.
 * @param {HTMLElement} box @returns {Piece[]}
 */
function pieces(box) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  /** @type {Piece[]} */
  const found = [];
  let ended = true; // a line end before a block shows no line of its own
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!(node instanceof Text) && node.nodeName !== "BR") continue;
    const block = node.parentElement?.closest("div") ?? null;
    const fills = !(node instanceof Text) && block !== box && !node.nextSibling;
    const breaks = !ended && block !== found.at(-1)?.block ? 1 : 0;
    found.push({ node, breaks, length: node instanceof Text ? node.data.length : fills ? 0 : 1, block });
    ended = node instanceof Text ? node.data.endsWith("\n") : !fills;
  }
  return found;
}

/** @param {Piece} piece */
const said = ({ node, breaks, length }) => (breaks ? "\n" : "") + (node instanceof Text ? node.data : "\n".repeat(length));

/** The words; a browser keeps one more line end behind an empty last line. @param {HTMLElement} box */
function read(box) {
  const all = pieces(box);
  const words = all.map(said).join("");
  return all.at(-1)?.block === box ? words.replace(/\n$/, "") : words;
}

/** @param {Node} node @returns {number} which child it is */
const indexOf = (node) => [...(node.parentNode?.childNodes ?? [])].indexOf(/** @type {ChildNode} */ (node));

/** Where a character stands. @param {HTMLElement} box @param {number} offset @returns {[Node, number]} */
function place(box, offset) {
  let left = offset;
  let end = /** @type {[Node, number]} */ ([box, 0]);
  for (const { node, breaks, length } of pieces(box)) {
    if (breaks && left === 0) return end;
    left -= breaks;
    if (left <= length) return node instanceof Text ? [node, left] : [/** @type {Node} */ (node.parentNode), indexOf(node) + left];
    left -= length;
    end = node instanceof Text ? [node, node.data.length] : [/** @type {Node} */ (node.parentNode), indexOf(node)];
  }
  return end;
}

/** @param {HTMLElement} box @param {number} start @param {number} end @returns {Range} */
function rangeOf(box, start, end) {
  const range = document.createRange();
  range.setStart(...place(box, start));
  range.setEnd(...place(box, end));
  return range;
}

/** @param {HTMLElement} box @returns {number} how many characters stand before the caret; -1 when it is elsewhere */
function caret(box) {
  const chosen = getSelection();
  if (!chosen?.focusNode || !box.contains(chosen.focusNode)) return -1;
  const { focusNode, focusOffset } = chosen;
  const here = document.createRange();
  here.setStart(focusNode, focusOffset);
  const block = (focusNode instanceof Element ? focusNode : focusNode.parentElement)?.closest("div");
  let sum = 0;
  for (const piece of pieces(box)) {
    if (piece.node === focusNode) return sum + piece.breaks + focusOffset;
    const behind = here.comparePoint(/** @type {Node} */ (piece.node.parentNode), indexOf(piece.node)) >= 0;
    if (behind) return sum + (piece.block === block ? piece.breaks : 0);
    sum += piece.breaks + piece.length;
  }
  return sum;
}

/** @param {HTMLElement} box @param {HTMLTextAreaElement} area */
function upgraded(box, area) {
  return {
    area,
    get text() {
      return read(box);
    },
    caret: () => caret(box),
    range: (/** @type {number} */ start, /** @type {number} */ end) => rangeOf(box, start, end),
    select(/** @type {number} */ start, end = start) {
      box.focus();
      const chosen = getSelection();
      chosen?.removeAllRanges();
      chosen?.addRange(rangeOf(box, start, end));
    },
    /** In the place of what is selected; the browser's own undo takes it back. @param {string} text */
    insert(text) {
      if (!box.contains(getSelection()?.focusNode ?? null)) this.select(read(box).length);
      document.execCommand("insertText", false, text);
    },
    /** All words anew. @param {string} text */
    write(text) {
      box.textContent = text;
      box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    },
  };
}

/** What the same verbs are for a textarea that stays. @param {HTMLTextAreaElement} area */
function plain(area) {
  return {
    area,
    get text() {
      return area.value;
    },
    caret: () => area.selectionStart,
    range: () => null,
    select(/** @type {number} */ start, end = start) {
      area.focus();
      area.setSelectionRange(start, end);
    },
    insert(/** @type {string} */ text) {
      area.focus();
      document.execCommand("insertText", false, text);
    },
    write(/** @type {string} */ text) {
      area.value = text;
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    },
  };
}

/** @param {HTMLTextAreaElement} area */
function upgrade(area) {
  if (!writesPlain) return Object.assign(area, { field: plain(area) });
  const box = document.createElement("div");
  const stood = document.activeElement === area || area.autofocus;
  const [start, end] = area.autofocus ? [area.value.length, area.value.length] : [area.selectionStart, area.selectionEnd];
  for (const name of ["aria-label", "aria-invalid", "aria-describedby", "aria-keyshortcuts", "dir"]) {
    if (area.hasAttribute(name)) box.setAttribute(name, area.getAttribute(name) ?? "");
  }
  box.id = area.id;
  area.id += "-mirror";
  box.className = "writing";
  box.contentEditable = "plaintext-only";
  box.role = "textbox";
  box.ariaMultiLine = "true";
  box.ariaPlaceholder = box.dataset.placeholder = area.placeholder;
  box.spellcheck = true;
  box.textContent = area.value;
  const field = upgraded(box, area);
  const mirror = () => {
    area.value = read(box);
    box.toggleAttribute("data-empty", !area.value);
  };
  box.addEventListener("input", mirror);
  mirror();
  area.before(box);
  area.hidden = true;
  let pressed = false;
  box.addEventListener("pointerdown", () => (pressed = true));
  box.addEventListener("focus", () => {
    if (!pressed && caret(box) <= 0) field.select(read(box).length); // by key: one goes on where the words end
    pressed = true;
  });
  if (stood) field.select(start, end);
  return Object.assign(box, { field });
}

for (const area of document.querySelectorAll("textarea[data-field]")) upgrade(/** @type {HTMLTextAreaElement} */ (area));
