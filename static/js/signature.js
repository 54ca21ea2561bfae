// A place to sign: finger, pen or mouse. Without this file, and by keyboard, the name is typed and ticked instead.
(() => {
  "use strict";
  const WIDE = 600, HIGH = 200, MOST = 5000;
  for (const pad of document.querySelectorAll("[data-sign]")) {
    const paper = pad.querySelector("canvas"), kept = pad.querySelector("input[type=hidden]"), said = pad.querySelector("[data-said]");
    const pen = paper.getContext("2d");
    let strokes = [], points = 0, drawing = false;
    const draw = () => {
      pen.clearRect(0, 0, WIDE, HIGH);
      pen.lineWidth = 4; pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = "#12206b";
      for (const stroke of strokes) {
        pen.beginPath();
        stroke.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
        pen.stroke();
      }
    };
    const keep = () => {
      kept.value = strokes.filter((stroke) => stroke.length > 1).map((stroke) => stroke.map((point) => point.join(",")).join(" ")).join(";");
      said.textContent = kept.value ? "Đã có chữ ký." : "Chưa ký.";
      kept.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const place = (event) => {
      const box = paper.getBoundingClientRect();
      const within = (value, most) => Math.round(Math.min(most, Math.max(0, value)) * 10) / 10;
      return [within((event.clientX - box.left) / box.width * WIDE, WIDE), within((event.clientY - box.top) / box.height * HIGH, HIGH)];
    };
    paper.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      paper.setPointerCapture(event.pointerId);
      drawing = true;
      strokes.push([place(event)]);
    });
    paper.addEventListener("pointermove", (event) => {
      if (!drawing || points >= MOST) return;
      for (const one of event.getCoalescedEvents?.() || [event]) { strokes.at(-1).push(place(one)); points += 1; }
      draw();
    });
    for (const end of ["pointerup", "pointercancel"]) paper.addEventListener(end, () => { if (drawing) { drawing = false; keep(); } });
    pad.querySelector("button").addEventListener("click", () => { strokes = []; points = 0; draw(); keep(); });
    if (kept.value) { strokes = kept.value.split(";").map((stroke) => stroke.split(" ").map((point) => point.split(",").map(Number))); draw(); said.textContent = "Đã có chữ ký."; }
    pad.hidden = false;
  }
})();
