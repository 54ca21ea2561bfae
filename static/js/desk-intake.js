// The counter's form is kept while it is typed; papers and fee follow the answers. Without script the buttons do the same.
(() => {
  "use strict";
  const form = document.querySelector("[data-intake]");
  if (!form) return;
  let timer, running = false, again = false;

  // The first empty box waits for the fingers; a list of mistakes at the top comes before it.
  const empty = [...form.querySelectorAll(".page-fields :is(input, select, textarea)")].find((box) => box.offsetParent &&
    (/^(radio|checkbox)$/.test(box.type) ? !form.querySelector(`[name="${CSS.escape(box.name)}"]:checked`) : !box.value));
  if (!document.querySelector("[data-focus]")) (empty || form.querySelector("[data-papers] input"))?.focus();

  // Alt+N: the person at the counter is the one of this part (the mother, the one concerned); empty boxes are filled.
  const person = JSON.parse(form.dataset.person || "{}");
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.shiftKey || event.code !== "KeyN" || event.isComposing) return;
    const part = document.activeElement?.closest("[data-eform-page]");
    if (!part) return;
    event.preventDefault();
    for (const question of part.querySelectorAll("[data-q]")) {
      const known = Object.keys(person).find((end) => question.dataset.q.endsWith(end));
      if (!known) continue;
      for (const [end, value] of Object.entries(person[known])) {
        const box = document.getElementById(question.dataset.q + end);
        if (box && !box.value) { box.value = value; box.dispatchEvent(new Event("change", { bubbles: true })); }
      }
    }
    const next = [...part.querySelectorAll(":is(input, select, textarea)")].find((box) => box.offsetParent && !box.value);
    next?.focus();
  });

  // Alt+C: this address as the last one above it that is filled in (the person's own, at the least).
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.shiftKey || event.code !== "KeyC" || event.isComposing) return;
    const here = document.activeElement?.closest("[data-q]");
    const ends = ["-duong", "-xa"], box = (question, end) => question && document.getElementById(question.dataset.q + end);
    if (!box(here, "-xa")) return;
    event.preventDefault();
    const all = [...form.querySelectorAll("[data-q]")].filter((one) => box(one, "-xa"));
    const above = all.slice(0, all.indexOf(here)).reverse().find((one) => !one.hidden && box(one, "-xa").value);
    const own = Object.values(person).find((parts) => parts["-xa"]) || {};
    for (const end of ends) {
      const value = above ? box(above, end)?.value : own[end];
      if (value && box(here, end)) { box(here, end).value = value; box(here, end).dispatchEvent(new Event("change", { bubbles: true })); }
    }
    box(here, "-xa").focus();
  });

  // data-behind: what was typed is ahead of the papers and the fee beside it.
  function later(wait) {
    clearTimeout(timer);
    form.dataset.behind = "";
    timer = setTimeout(save, wait);
  }

  const save = async () => {
    clearTimeout(timer);
    timer = 0;
    if (running) { again = true; return; }
    running = true;
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
    data.set("lam", "luu");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      show(holder.content);
    } catch {
      document.querySelector("[data-saved]").textContent = "Chưa lưu được nháp, sẽ thử lại. Chữ bạn gõ vẫn còn.";
      timer = setTimeout(save, 5000);
    }
    running = false;
    if (again) { again = false; save(); } else if (!timer) delete form.dataset.behind;
  };

  // Papers that stay keep their boxes and chosen files; only what came or went changes.
  function show(fresh) {
    const now = document.querySelector("[data-papers] ol");
    const then = fresh.querySelector("[data-papers] ol");
    const kept = new Map([...now.querySelectorAll("[data-paper]")].map((li) => [li.dataset.paper, li]));
    const after = [...then.children].map((li) => kept.get(li.dataset.paper) || li), at = document.activeElement;
    if (after.length !== now.children.length || after.some((li, place) => li !== now.children[place])) now.replaceChildren(...after);
    if (at !== document.activeElement && now.contains(at)) at.focus({ preventScroll: true });
    document.querySelector("[data-papers] header span").textContent = now.querySelectorAll("[data-paper]").length;
    const chosen = document.querySelector("[data-fee] input:checked")?.value;
    const fee = document.querySelector("[data-fee]"), slip = fee.querySelector("[name=card_slip]");
    const within = fee.contains(at) && at !== slip && at.value, typing = slip && at === slip;
    fee.replaceWith(fresh.querySelector("[data-fee]"));
    const again_ = chosen && document.querySelector(`[data-fee] input[value="${chosen}"]`);
    if (again_) again_.checked = true;
    if (slip) document.querySelector("[data-fee] [name=card_slip]")?.replaceWith(slip);
    if (typing) slip.focus({ preventScroll: true });
    if (within) document.querySelector(`[data-fee] input[value="${CSS.escape(within)}"]`)?.focus({ preventScroll: true });
    document.querySelector("[data-saved]").textContent = fresh.querySelector("[data-saved]").textContent;
  }

  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return;
    later(400);
  });
  form.addEventListener("input", () => later(1500));
})();
