// The citizen's view beside the list, and how many things are asked for, follow what is typed; “Xem lại” does the same
// without script.
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
  const count = () => {
    const chosen = form.querySelectorAll("[name^=chon-]:checked").length;
    for (const place of document.querySelectorAll("[data-chosen]")) place.textContent = chosen;
    document.querySelector("[data-some]").hidden = !chosen;
    document.querySelector("[data-none]").hidden = Boolean(chosen);
  };
  form.addEventListener("input", () => {
    count();
    clearTimeout(timer);
    timer = setTimeout(refresh, 400);
  });
})();
