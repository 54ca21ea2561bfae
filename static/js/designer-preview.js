// The right pane follows what is typed in the middle. Without this file the button “Thử bên phải” does the same.
(() => {
  "use strict";
  const form = document.querySelector("form[data-editor]");
  const frame = document.querySelector("iframe[data-preview]");
  if (!form || !frame) return;
  let waiting;
  let latest = 0;
  const refresh = async () => {
    const mine = ++latest;
    try {
      const answer = await fetch(form.dataset.editor, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
      const html = await answer.text();
      if (answer.ok && mine === latest) frame.srcdoc = html;
    } catch {
      // the page works on; the next letter tries again
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 500);
  });
})();
