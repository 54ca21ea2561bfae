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

  // What is chosen belongs to the words in the box: typing on unchooses it, a button pressed early waits for the answer.
  let timer, asked = 0, open = false;
  const search = async () => {
    clearTimeout(timer);
    const mine = ++asked;
    try {
      const answer = await fetch(`${form.dataset.search}?q=${encodeURIComponent(box.value)}`, { headers: { "X-Requested-With": "fetch" } });
      if (mine !== asked) return;
      if (answer.ok) list.innerHTML = await answer.text();
    } catch { /* no answer: the words go along with the form, and the server looks */ }
    if (mine === asked) open = false;
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    asked += 1;
    open = true;
    for (const one of list.querySelectorAll("input:checked")) one.checked = false;
    timer = setTimeout(search, 180);
  });
  list.addEventListener("change", () => { clearTimeout(timer); asked += 1; open = false; });
  form.addEventListener("submit", async (event) => {
    if (!open) return;
    event.preventDefault();
    event.stopPropagation();
    await search();
    open = false;
    form.requestSubmit(event.submitter);
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
