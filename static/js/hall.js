// The screen in the hall: asks again by itself, says so when the line is lost, speaks a call where somebody switched that on.
(() => {
  "use strict";
  const EVERY = Number(document.body.dataset.seconds) * 1000, PATIENCE = 6000;
  const lost = document.querySelector("[data-lost]"), voice = document.querySelector("[data-voice]");
  const calls = () => [...document.querySelectorAll("[data-call]")];
  const heard = new Set(calls().map((row) => row.dataset.call));
  let speaking = false;

  const part = (page, name) => { document.querySelector(name).replaceWith(page.querySelector(name)); };
  const ask = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const name of ["[data-board]", "[data-foot]", "header time", "[data-since]"]) part(page, name);
      lost.hidden = true;
      document.body.classList.remove("lost");
      say();
    } catch {
      lost.hidden = false;
      document.body.classList.add("lost");
    }
    setTimeout(ask, EVERY);
  };
  setTimeout(ask, EVERY);

  const say = () => {
    for (const row of calls().reverse()) {
      if (heard.has(row.dataset.call)) continue;
      heard.add(row.dataset.call);
      if (!speaking) continue;
      const words = new SpeechSynthesisUtterance(row.dataset.say);
      words.lang = "vi-VN";
      words.rate = 0.9;
      words.voice = speechSynthesis.getVoices().find((one) => one.lang.startsWith("vi")) || null;
      speechSynthesis.speak(words);
    }
  };

  // Browsers speak only after somebody has touched the page, so the switch stands there and is not remembered.
  if (!("speechSynthesis" in window)) return;
  voice.hidden = false;
  voice.addEventListener("click", () => {
    speaking = !speaking;
    voice.setAttribute("aria-pressed", String(speaking));
    voice.textContent = speaking ? voice.dataset.on : voice.dataset.off;
    if (!speaking) speechSynthesis.cancel();
  });
})();
