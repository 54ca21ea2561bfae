// The kiosk: fingers get a pad of figures, and a minute without a touch wipes whatever stands here.
const { idle, home, step } = document.body.dataset;
const box = document.querySelector(".kiosk-box");
const pad = document.querySelector("[data-pad]");
if (pad && box) {
  pad.hidden = false;
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (!key) return;
    box.value = "wipe" in key.dataset ? "" : (box.value + key.textContent.trim()).slice(0, 4);
    box.focus();
  });
}
let timer;
const wipe = () => {
  for (const one of document.querySelectorAll("input")) if (one.type !== "hidden") one.value = "";
  if (step !== "code") location.replace(home);
};
const again = () => {
  clearTimeout(timer);
  timer = setTimeout(wipe, Number(idle) * 1000);
};
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, again);
again();
// A page taken from the browser's memory shows the last person's words: fetch it anew.
window.addEventListener("pageshow", (event) => event.persisted && location.replace(home));
