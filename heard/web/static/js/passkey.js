/** A key that this device keeps: made or shown when its form is sent. The options stand in the page, as the server wrote them. */

/** @param {string} text base64url @returns {ArrayBuffer} */
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0)).buffer;

/** @param {ArrayBuffer | null | undefined} buffer */
const text = (buffer) =>
  buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") : undefined;

/** @param {any} key */
const named = (key) => ({ ...key, id: bytes(key.id) });

/** @param {any} options @returns {Promise<any>} */
function made(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: named(options.user),
    excludeCredentials: (options.excludeCredentials ?? []).map(named),
  };
  return navigator.credentials.create({ publicKey });
}

/** @param {any} options @returns {Promise<any>} */
function shown(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(named),
  };
  return navigator.credentials.get({ publicKey });
}

/** @param {any} key */
function written(key) {
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = key.response;
  return JSON.stringify({
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    clientExtensionResults: key.getClientExtensionResults(),
    response: {
      clientDataJSON: text(clientDataJSON),
      attestationObject: text(attestationObject),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: text(userHandle),
    },
  });
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-passkey]"))) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const options = JSON.parse(document.getElementById("passkey-options")?.textContent ?? "{}").publicKey;
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"));
  const wrong = /** @type {HTMLElement} */ (form.querySelector("[data-wrong]"));
  form.addEventListener("submit", async (sending) => {
    sending.preventDefault();
    wrong.hidden = true;
    try {
      field.value = written(await (form.dataset.passkey === "make" ? made(options) : shown(options)));
      form.submit();
    } catch {
      wrong.hidden = false; // the person said no, or the device has none
    }
  });
}
