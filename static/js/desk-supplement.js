// The citizen's view beside the list follows what is typed; “Xem lại” does the same without script.
(() => {
  "use strict";
  const form = document.querySelector("[data-supplement]");
  const view = document.querySelector("[data-preview]");
  if (!form || !view) return;
  let timer;
  const refresh = async () => {
    const data = new FormData(form);
    data.set("xem", "1");
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    if (answer.ok) view.innerHTML = await answer.text();
  };
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 400);
  });
})();
