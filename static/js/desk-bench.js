// The workbench: findings are kept at once, the reader turns pages. Everything works without it by ordinary forms and links.
(() => {
  "use strict";
  const off = () => document.body.dataset.shortcuts === "off";
  const form = document.querySelector("[data-judge]");
  const reader = document.querySelector("[data-reader]");

  // Keeping: the whole form goes to the server soon after a change; the bar below answers with what follows.
  if (form) {
    let timer = 0, running = false, again = false;
    const save = async () => {
      clearTimeout(timer);
      timer = 0;
      if (running) { again = true; return; }
      running = true;
      try {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
        if (!answer.ok) throw new Error(String(answer.status));
        const holder = document.createElement("template");
        holder.innerHTML = await answer.text();
        const bar = document.querySelector("[data-actions]");
        const focused = bar.contains(document.activeElement);
        bar.replaceWith(holder.content.querySelector("[data-actions]"));
        if (focused) document.querySelector("[data-actions] .go")?.focus();
      } catch {
        const words = document.querySelector("[data-actions] p");
        words.innerHTML = "<b class=\"late\">Chưa lưu được đánh giá.</b> <span class=\"soft\">Kiểm tra kết nối, chữ bạn gõ vẫn còn. Sẽ thử lại sau 5 giây.</span>";
        timer = setTimeout(save, 5000);
      }
      running = false;
      if (again) { again = false; await save(); }
    };

    // An act of the bar waits for what was just typed: the letter that opens must already know of it.
    document.addEventListener("click", async (event) => {
      const link = event.target.closest("[data-actions] a[href]");
      if (!link || !(timer || running) || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      if (timer) await save();
      const until = Date.now() + 4000;
      while (running && Date.now() < until) await new Promise((done) => setTimeout(done, 30));
      location.assign(link.href);
    });
    form.addEventListener("change", (event) => {
      if (event.target.type === "radio" && event.target.value === "wrong") {
        const note = event.target.closest("li, dd").querySelector("textarea");
        if (note && !note.value.trim()) { note.focus(); return; }
      }
      save();
    });
    form.addEventListener("input", (event) => { if (event.target.matches("textarea")) { clearTimeout(timer); timer = setTimeout(save, 900); } });
    form.addEventListener("submit", (event) => { event.preventDefault(); delete form.dataset.sent; save(); });
    window.addEventListener("beforeunload", () => { if (timer) navigator.sendBeacon?.(form.action, new FormData(form)); });

    // F8 and F9 judge the paper or answer that has the focus, else the first one not judged yet.
    const rows = () => [...form.querySelectorAll(".check > li, .answers > dd")].filter((row) => row.querySelector(".verdict"));
    const at = () => rows().find((row) => row.contains(document.activeElement)) ||
      rows().find((row) => row.classList.contains("current")) ||
      rows().find((row) => row.matches("li") && !row.querySelector(".verdict :checked")) || rows()[0];
    const mark = (row) => {
      rows().forEach((one) => one.classList.toggle("current", one === row));
      row?.scrollIntoView({ block: "nearest" });
      const leaf = row?.querySelector("[data-leaf]");
      if (leaf) turn(document.querySelector(`[data-page="${CSS.escape(leaf.dataset.leaf)}"]`));
    };
    document.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || off()) return;
      if (event.code !== "F8" && event.code !== "F9") return;
      const row = at();
      if (!row) return;
      event.preventDefault();
      const box = row.querySelector(`.verdict input[value=${event.code === "F8" ? "ok" : "wrong"}]`);
      box.checked = true;
      box.dispatchEvent(new Event("change", { bubbles: true }));
      if (event.code === "F9") { mark(row); row.querySelector("textarea")?.focus(); return; }
      const list = rows();
      const next = list.slice(list.indexOf(row) + 1).find((one) => one.matches("li")) || row;
      mark(next);
      next.querySelector(".verdict input")?.focus();
    });
  }

  // The reader: turning without loading the page anew; zoom and rotation by classes, for the content policy allows no styles.
  const image = document.querySelector("[data-leaf-image]");
  const stage = document.querySelector("[data-stage]");
  const zooms = [50, 75, 100, 125, 150, 200, 300];
  let zoom = 100, rotation = 0, fit = true;
  const draw = () => {
    if (!image) return;
    image.className = "leaf" + (fit ? "" : ` z${zoom}`) + (rotation ? ` r${rotation}` : "");
    stage.toggleAttribute("data-zoomed", !fit && zoom > 100);
    document.querySelector("[data-percent]").textContent = fit ? "vừa" : `${zoom}%`;
  };
  function turn(link) {
    if (!link || !image || link.getAttribute("aria-current")) return;
    document.querySelectorAll("[data-page][aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    image.src = link.dataset.src;
    image.alt = `${link.dataset.title}, ${link.dataset.count}`;
    reader.querySelector("[data-title]").textContent = link.dataset.title;
    reader.querySelector("[data-count]").textContent = link.dataset.count;
    link.scrollIntoView({ block: "nearest" });
    rotation = 0;
    draw();
  }
  if (reader && image) {
    reader.querySelector("[data-tools]").hidden = false;
    draw();
    const pages = () => [...reader.querySelectorAll("[data-page]")];
    const step = (by) => {
      const all = pages();
      turn(all[all.findIndex((one) => one.getAttribute("aria-current")) + by]);
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-page], [data-leaf]");
      if (link) {
        const page = link.dataset.page ? link : reader.querySelector(`[data-page="${CSS.escape(link.dataset.leaf)}"]`);
        if (page) { event.preventDefault(); turn(page); }
      }
      const by = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (by === "0") { fit = true; zoom = 100; draw(); }
      if (by === "+" || by === "-") {
        fit = false;
        const place = zooms.indexOf(zoom) + (by === "+" ? 1 : -1);
        zoom = zooms[Math.max(0, Math.min(zooms.length - 1, place))];
        draw();
      }
      if (event.target.closest("[data-rotate]")) { rotation = (rotation + 90) % 360; draw(); }
    });
    document.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || off()) return;
      if (/^(TEXTAREA|SELECT)$/.test(event.target.tagName) || (event.target.tagName === "INPUT" && event.target.type !== "radio")) return;
      if (event.code === "PageDown") { event.preventDefault(); step(1); }
      if (event.code === "PageUp") { event.preventDefault(); step(-1); }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.code !== "F4" || event.isComposing || off() || event.altKey) return;
    const split = document.querySelector("[data-split]");
    if (split) { event.preventDefault(); split.toggleAttribute("data-hide-left"); }
  });
})();
