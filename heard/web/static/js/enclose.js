/** How do files come to a reply? By the clip, dropped on the composer, or pasted: a pasted picture stands in the words. */

const input = /** @type {HTMLInputElement} */ (document.getElementById("attach"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("reply-form"));
const box = /** @type {any} */ (document.getElementById("reply-text"));
const sheet = /** @type {HTMLElement} */ (form.closest(".sheet"));

const list = () => /** @type {HTMLElement} */ (document.getElementById("draft-files"));

/** Put the server's list in the place of ours. @param {string} html */
function replace(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("draft-files");
  if (fresh) list().replaceWith(fresh);
}

/** @param {string} address @param {FormData} body @returns {Promise<boolean>} */
function send(address, body) {
  body.set("csrfmiddlewaretoken", /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value);
  body.set("key", /** @type {HTMLInputElement} */ (form.elements.namedItem("key")).value);
  const progress = /** @type {HTMLProgressElement} */ (list().querySelector("progress"));
  const request = new XMLHttpRequest();
  request.open("POST", address);
  request.setRequestHeader("X-Heard", "1");
  request.upload.onprogress = (event) => (progress.value = event.loaded / event.total);
  progress.hidden = false;
  return new Promise((done) => {
    request.onloadend = () => {
      progress.hidden = true;
      if (request.status === 200 || request.status === 422) replace(request.responseText);
      done(request.status === 200);
    };
    request.send(body);
  });
}

/** @param {FileList | File[]} files @param {boolean} inWords */
async function add(files, inWords = false) {
  const body = new FormData();
  for (const file of files) body.append("file", file);
  if (inWords) body.set("in_words", "1");
  const before = new Set([...list().querySelectorAll("[data-cid]")].map((row) => /** @type {HTMLElement} */ (row).dataset.cid));
  const took = await send(input.dataset.url ?? "", body);
  if (!took || !inWords) return;
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (list().querySelectorAll("[data-cid]"))) {
    if (row.dataset.cid && !before.has(row.dataset.cid)) box.field.insert(`![${(row.dataset.name ?? "").replace(/[[\]]/g, "")}](cid:${row.dataset.cid})`);
  }
}

input.addEventListener("change", async () => {
  if (input.files?.length) await add([...input.files]);
  input.value = "";
});
box.addEventListener("paste", (/** @type {ClipboardEvent} */ event) => {
  const pictures = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
  if (!pictures.length) return;
  event.preventDefault();
  add(pictures, true);
});
for (const kind of ["dragover", "drop"]) {
  sheet.addEventListener(kind, (event) => {
    const { dataTransfer } = /** @type {DragEvent} */ (event);
    if (!dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (kind === "drop") add([...dataTransfer.files]);
  });
}
form.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-removes]"));
  if (button) send(button.dataset.removes ?? "", new FormData());
});
