// Small helps for citizens' pages. Every page works without this file.
(() => {
  "use strict";
  // The portal can be put on the telephone and opens without a network (static/js/service-worker.js).
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
  // After a refused form the summary is the first thing heard.
  document.querySelector("[data-focus]")?.focus();

  // One click sends once; coming back with the Back button makes the button work again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if ((form.method || "get").toLowerCase() !== "post" || event.defaultPrevented) return;
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) {
      button.dataset.sent = "1";
      if (button.dataset.busy) { button.dataset.words = button.textContent; button.textContent = button.dataset.busy; }
    }
    setTimeout(() => release(form), 8000);
  });
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[data-sent]")) {
      delete button.dataset.sent;
      if (button.dataset.words) button.textContent = button.dataset.words;
    }
  };
  addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form").forEach(release); });

  // "Hiện mật khẩu" beside a password box.
  for (const box of document.querySelectorAll("[data-show]")) {
    box.closest("[hidden]")?.removeAttribute("hidden");
    box.addEventListener("change", () => {
      for (const id of box.dataset.show.split(" ")) {
        const field = document.getElementById(id);
        if (field) field.type = box.checked ? "text" : "password";
      }
    });
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const words = button.textContent;
      button.textContent = button.dataset.done || "Đã chép";
      setTimeout(() => { button.textContent = words; }, 2000);
    });
  }
})();
