/**
 * Which words of a field carry a mark? `field.marks([{start, end, kind}])` draws them by character offsets, with the CSS
 * Custom Highlight API: no element comes into the words, so caret, undo, spell-check and input methods are left alone.
 * Kinds: hint, warn, stop, promise (css/composer.css). A typed letter moves the marks with the words until new ones come.
 */

/** @typedef {{start: number, end: number, kind: "hint" | "warn" | "stop" | "promise"}} Mark */

const KINDS = /** @type {const} */ (["hint", "warn", "stop", "promise"]);
/** What each field shows. @type {Map<Element, {kind: string, range: Range}[]>} */
const shown = new Map();

function draw() {
  for (const kind of KINDS) {
    const ranges = [...shown.values()].flat().filter((mark) => mark.kind === kind).map((mark) => mark.range);
    if (ranges.length) CSS.highlights.set(`mark-${kind}`, new Highlight(...ranges));
    else CSS.highlights.delete(`mark-${kind}`);
  }
}

for (const box of document.querySelectorAll(".writing, textarea[data-field]")) {
  const { field } = /** @type {any} */ (box);
  if (!field) continue;
  /** Shows exactly these marks. @param {Mark[]} list @returns {boolean} whether this browser can */
  field.marks = (list) => {
    if (!globalThis.Highlight || !field.range(0, 0)) return false;
    const { length } = field.text;
    const inside = list.filter((mark) => mark.start >= 0 && mark.start < mark.end && mark.end <= length);
    shown.set(box, inside.map((mark) => ({ kind: mark.kind, range: field.range(mark.start, mark.end) })));
    draw();
    return true;
  };
}
