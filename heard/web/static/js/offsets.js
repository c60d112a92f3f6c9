/** Where does a character stand in a box that people write in? Offsets count characters of its words, as the server does. */

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
export function read(box) {
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
export function rangeOf(box, start, end) {
  const range = document.createRange();
  range.setStart(...place(box, start));
  range.setEnd(...place(box, end));
  return range;
}

/** @param {HTMLElement} box @returns {number} how many characters stand before the caret; -1 when it is elsewhere */
export function caret(box) {
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
