/**
 * Tells the parts of a page that what they show has changed.
 *
 * An element with `data-live="<grant>"` gets the event `heard:changed` (it does not bubble) when one of the
 * names in its grant changed: at most once a second, a little spread so that many consoles do not ask at once.
 * With htmx: `<section data-live="…" hx-get="…" hx-trigger="heard:changed" hx-swap="outerHTML">`.
 * One whose grant names a list (`list:…`) is sent what is new in it instead, as `heard:listed` with the news as its
 * detail; it gets `heard:changed` only when the list cannot be made for it, to ask for itself.
 * A hidden tab waits and asks once when it is seen again. Nothing is resumed: after a reconnect all ask again.
 */

const PAUSE = 1000; // between two events of one element, in milliseconds
const SPREAD = 300;
const LONGEST_WAIT = 30000;
const STABLE = 5000; // a connection that lived this long was a good one
const REFUSED_PAUSE = 60000;

/** @type {WebSocket | undefined} */
let socket;
let failures = 0;
let wasOpen = false;
/** Grants that the server has been told. @type {Set<string>} */
let told = new Set();
/** When an element last got its event, by what it shows: a swapped-in successor inherits its pause. @type {Map<string, number>} */
const fired = new Map();
/** @type {Map<string, number>} */
const refusedAt = new Map();
/** Elements that are due, with their timers; 0 while the tab is hidden. @type {Map<Element, number>} */
const due = new Map();

/** @returns {HTMLElement[]} */
const elements = () => [...document.querySelectorAll("[data-live]")].filter((e) => e.dataset.live);

/**
 * A grant reads `viewer time name name …:signature`.
 * @param {HTMLElement} element
 */
const namesOf = (element) => element.dataset.live.replace(/:[^:]*$/, "").split(" ").slice(2);

/** @param {HTMLElement} element @returns {string | undefined} the list that it is sent */
const listOf = (element) => namesOf(element).find((name) => name.startsWith("list:"));

/** @param {HTMLElement} element */
const keyOf = (element) => element.id || namesOf(element).join(" ");

/** A hidden tab waits, but for what is marked to be told all the same. @param {HTMLElement} element */
const sleeps = (element) => document.hidden && !("liveHidden" in element.dataset);

/** @param {HTMLElement} element */
function tell(element) {
  if (due.has(element)) return;
  due.set(element, 0);
  schedule(element);
}

/** @param {HTMLElement} element */
function schedule(element) {
  if (sleeps(element)) return;
  const rest = (fired.get(keyOf(element)) ?? -PAUSE) + PAUSE - performance.now();
  due.set(element, setTimeout(() => fire(element), Math.max(0, rest) + Math.random() * SPREAD));
}

/** @param {HTMLElement} element */
function fire(element) {
  if (!element.isConnected || !element.dataset.live) due.delete(element);
  else if (sleeps(element)) due.set(element, 0);
  else {
    due.delete(element);
    fired.set(keyOf(element), performance.now());
    element.dispatchEvent(new CustomEvent("heard:changed", { detail: { names: namesOf(element) } }));
  }
}

/** Tell the server which grants came to the page and which left it. */
function compare() {
  // A hidden list is not sent; seen again, its grant says since when it must be told.
  const listening = elements().filter((element) => !(document.hidden && listOf(element)));
  const here = new Set(listening.map((element) => element.dataset.live));
  if (here.size && !socket) connect();
  if (socket?.readyState !== WebSocket.OPEN) return;
  const watch = [...here].filter((grant) => !told.has(grant));
  const leave = [...told].filter((grant) => !here.has(grant));
  told = here;
  if (watch.length || leave.length) socket.send(JSON.stringify({ watch, leave }));
}

/** @param {MessageEvent<string>} event */
function hear(event) {
  const { changed = [], refused = [], lists = {} } = JSON.parse(event.data);
  const all = changed.includes("*");
  for (const element of elements()) {
    const list = listOf(element);
    const asks = list ? changed.includes(list) : all || namesOf(element).some((name) => changed.includes(name));
    if (list && lists[list]) element.dispatchEvent(new CustomEvent("heard:listed", { detail: lists[list] }));
    if (asks) tell(element);
    else if (refused.includes(element.dataset.live)) renew(element);
  }
}

/**
 * A refused grant is too old, or its viewer sees less since it was made. The page, read again through access, has a
 * new one, also for a part whose own refresh replaces only what is inside it. Not in a circle, should that be refused too.
 * @param {HTMLElement} element
 */
async function renew(element) {
  const now = performance.now();
  if (now - (refusedAt.get(keyOf(element)) ?? -REFUSED_PAUSE) < REFUSED_PAUSE) return;
  refusedAt.set(keyOf(element), now);
  const answer = await fetch(location.href).catch(() => undefined);
  const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
  const grant = element.id && page.getElementById(element.id)?.dataset.live;
  if (grant) element.dataset.live = grant;
  tell(element);
}

function connect() {
  const began = performance.now();
  const address = new URL("/live", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.onmessage = hear;
  socket.onopen = () => {
    told = new Set();
    compare();
    if (wasOpen) elements().filter((element) => !listOf(element)).forEach(tell);
    wasOpen = true;
  };
  socket.onclose = () => {
    failures = performance.now() - began > STABLE ? 0 : failures + 1;
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
    setTimeout(() => {
      socket = undefined;
      compare();
    }, wait);
  };
}

document.addEventListener("visibilitychange", () => {
  compare();
  if (!document.hidden) for (const [element, timer] of due) if (!timer) schedule(element);
});
// htmx swaps elements in and out, several in one go: compare once they have settled.
let settling = 0;
new MutationObserver(() => {
  clearTimeout(settling);
  settling = setTimeout(compare, 20);
}).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["data-live"] });
compare();
