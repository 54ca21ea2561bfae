// Keys on the device (WebAuthn). Without this file, or without such keys, the password and the code remain.
(() => {
  "use strict";
  const keys = window.webauthnJSON;
  if (!keys || !window.PublicKeyCredential) return;
  const options = () => JSON.parse(document.getElementById("passkey-options").textContent);
  const bind = (selector, make) => {
    const form = document.querySelector(selector);
    if (!form) return;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      const box = form.elements.credential;
      event.preventDefault();
      event.stopPropagation();
      const failed = form.querySelector("[data-passkey-error]");
      failed.hidden = true;
      try {
        box.value = JSON.stringify(await make(form));
        form.submit();
      } catch {
        failed.hidden = false;
      }
    }, true);
  };
  bind("[data-passkey-login]", async (form) => {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return keys.get((await answer.json()).request_options);
  });
  bind("[data-passkey-ask]", () => keys.get(options().request_options));
  bind("[data-passkey-add]", () => {
    const asked = options().creation_options;
    Object.assign(asked.publicKey.authenticatorSelection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
    return keys.create(asked);
  });
})();
