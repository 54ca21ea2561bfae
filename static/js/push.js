// "Báo trên máy này" at the page of wishes: asks the browser, hands its address to the portal. Without script the row stays hidden.
(() => {
  "use strict";
  const row = document.querySelector("[data-push]");
  if (!row || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  row.hidden = false;
  const said = row.querySelector("[role=status]");
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
  row.querySelector("button").addEventListener("click", async () => {
    try {
      if ((await Notification.requestPermission()) !== "granted") { said.textContent = row.dataset.refused; return; }
      const ready = await navigator.serviceWorker.ready;
      const made = await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(row.dataset.key) });
      const body = JSON.stringify({ ...made.toJSON(), device: navigator.userAgentData?.platform || navigator.platform });
      const answer = await fetch(row.dataset.href, { method: "POST", body, headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value } });
      if (answer.ok) location.reload();
      else said.textContent = (await answer.json()).why || row.dataset.failed;
    } catch { said.textContent = row.dataset.failed; }
  });
})();
