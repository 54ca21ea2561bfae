// The counter: a scanner types into its own field and ends with Enter; procedures are found while typing.
(() => {
  "use strict";
  const form = document.querySelector("[data-counter]");
  if (!form) return;
  const scan = form.querySelector("[data-scan]");
  const box = form.querySelector("[data-procedure]");
  const list = form.querySelector("[data-procedures]");

  scan.addEventListener("keydown", (event) => {
    if (event.isComposing || event.code !== "Enter" && event.code !== "NumpadEnter") return;
    if (!form.querySelector("input[name=thu-tuc]:checked")) { event.preventDefault(); box.focus(); }
  });

  let timer, asked = 0;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++asked;
      const answer = await fetch(`${form.dataset.search}?q=${encodeURIComponent(box.value)}`, { headers: { "X-Requested-With": "fetch" } });
      if (answer.ok && mine === asked) list.innerHTML = await answer.text();
    }, 180);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const options = [...list.querySelectorAll("input")];
    const at = options.findIndex((one) => one.checked);
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      const next = options[Math.max(0, Math.min(options.length - 1, at + (event.code === "ArrowDown" ? 1 : -1)))];
      if (next) next.checked = true;
    }
  });
})();
