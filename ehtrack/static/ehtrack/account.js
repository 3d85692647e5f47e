// Passkeys, and the warning before a session ends. Both enhance: every page works without this file.

const toBytes = (text) => {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(padded), (character) => character.charCodeAt(0));
};

const toText = (buffer) => {
  const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(characters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

const identified = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function create({ publicKey }) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: identified(publicKey.excludeCredentials),
    },
  });
  return written(credential, {
    attestationObject: toText(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

async function get({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: identified(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = credential.response;
  return written(credential, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  });
}

function written(credential, response) {
  return {
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function passkeys(form) {
  const act = { create, get }[form.dataset.passkey];
  const options = JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
  const error = document.querySelector("[data-passkey-error]");
  const key = Object.keys(options)[0]; // creation_options or request_options
  form.hidden = false;
  document.querySelectorAll("[data-passkey-impossible]").forEach((words) => {
    words.hidden = true;
  });
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) {
      return;
    }
    event.preventDefault();
    error.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await act(options[key]));
      form.submit();
    } catch {
      error.hidden = false;
    }
  });
}

function session(warning) {
  const seconds = (name) => Number(warning.dataset[name]) * 1000;
  const ends = Date.parse(warning.dataset.sessionEnds);
  const tabs = new BroadcastChannel("ehtrack-session");
  let timers = [];
  const wait = () => {
    timers.forEach(clearTimeout);
    warning.hidden = true;
    const end = Math.min(Date.now() + seconds("sessionIdle"), ends);
    const left = Math.max(0, end - Date.now());
    timers = [
      setTimeout(show, Math.max(0, left - seconds("sessionWarning")), end === ends ? "total" : "idle"),
      setTimeout(show, left, "ended"),
    ];
  };
  const show = (what) => {
    for (const text of ["idle", "total", "ended"]) {
      warning.querySelector(`[data-session-${text}-text]`).hidden = text !== what;
    }
    warning.querySelector("form").hidden = what !== "idle";
    warning.hidden = false;
    warning.focus();
  };
  warning.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answer.status === 204) {
        tabs.postMessage("seen");
        wait();
      }
    } catch {
      // No connection: the warning stays, and so does what was typed.
    }
  });
  tabs.addEventListener("message", wait); // another page of ehtrack was used
  tabs.postMessage("seen");
  wait();
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("form[data-passkey]").forEach(passkeys);
}
document.querySelectorAll("[data-session-ends]").forEach(session);
