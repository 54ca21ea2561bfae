// Keeps what is typed on the server, a moment after the last key. Saves go one after another, so that old
// words never overwrite new ones. The page works without this file: its button saves too.
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  const line = document.querySelector("[data-saved]");
  const words = document.querySelector("[data-saved-words]");
  if (!form || !line || !words) return;
  const PAUSE = 1200, TIMEOUT = 60000, AGAIN = [2000, 5000, 15000];
  const said = (text, facts = {}) => {
    const known = JSON.parse(document.documentElement.dataset.words || "{}")[text] || text;
    return known.replace(/%\((\w+)\)s/g, (whole, name) => facts[name] ?? whole);
  };
  let timer = 0, running = false, dirty = false, sent = false, failures = 0;

  const say = (text, retry) => {
    words.textContent = text;
    line.classList.toggle("error", Boolean(retry));
    line.querySelector("button")?.remove();
    if (retry) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = said("Thử lại");
      button.addEventListener("click", () => { failures = 0; save(); });
      line.append(button);
    }
  };

  const save = async () => {
    clearTimeout(timer);
    if (running || sent) { dirty = true; return; }
    running = true;
    dirty = false;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
        credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT),
      });
      if (answer.status === 401) { say(said("Bạn đã đăng xuất để giữ an toàn. Bấm Lưu và tiếp tục để đăng nhập lại, chữ bạn gõ vẫn còn.")); return; }
      if (answer.status === 409) { location.reload(); return; }
      if (answer.status === 412) {
        sent = true;
        say(said("Trang này đã được sửa ở cửa sổ khác. Bấm Lưu và tiếp tục để xem, chữ bạn gõ vẫn còn."));
        line.classList.add("error");
        return;
      }
      if (!answer.ok) throw new Error(answer.status);
      const { saved } = await answer.json();
      failures = 0;
      if (!dirty) say(said("Đã lưu lúc %(when)s. Bạn có thể làm tiếp trên máy khác.", { when: saved }));
    } catch {
      dirty = true;
      say(said("Chưa lưu được"), true);
      timer = setTimeout(save, AGAIN[Math.min(failures++, AGAIN.length - 1)]);
    } finally {
      running = false;
    }
    if (dirty && !failures) save();
  };

  const later = () => {
    clearTimeout(timer);
    dirty = true;
    timer = setTimeout(save, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { sent = true; clearTimeout(timer); });
  addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
  addEventListener("online", () => { if (dirty) save(); });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !dirty || sent) return;
    navigator.sendBeacon(form.dataset.autosave, new FormData(form));
  });
})();
