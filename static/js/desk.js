// The desk's keyboard. Pages work without it. No bare letters (Telex types them); match event.code; ignore an input method at work.
(() => {
  "use strict";
  const typing = (el) => el && (el.isContentEditable || /^(TEXTAREA|SELECT)$/.test(el.tagName) ||
    (el.tagName === "INPUT" && !/^(checkbox|radio|button|submit|range)$/.test(el.type)));
  const chord = (event) => (event.ctrlKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") +
    (event.shiftKey && event.code !== "Slash" ? "Shift+" : "") + event.code;
  const remap = JSON.parse(document.body.dataset.keys || "{}");
  const hintsOff = () => document.body.dataset.shortcuts === "off";

  document.querySelector("[data-focus]")?.focus();
  // A page of one act waits in its first empty box, a dossier in its text; any other at the beginning of its content, past the
  // menu: what an act has said and the next act are one Tab away.
  if (document.activeElement === document.body) {
    const boxes = [...document.querySelectorAll("#viec :is(input, select, textarea)")].filter((box) => box.offsetParent);
    const asked = document.querySelector("[autofocus]"); // the browser gets round to it only later: a scanner would not wait
    (asked || boxes.find((box) => !box.value) || boxes[0] || document.querySelector("main [data-left], main .pane[tabindex]") || (location.hash ? null : document.querySelector("main")))?.focus({ preventScroll: true });
  }

  // A key belongs to a control by its data-key ("Alt+KeyT", "F8", "Ctrl+Enter"); several are parted by spaces.
  const owner = (name) => {
    const wanted = remap[name] || name;
    return [...document.querySelectorAll("[data-key]")].find((el) => !el.closest("[hidden]") && el.dataset.key.split(" ").includes(wanted));
  };
  const fire = (el) => (typing(el) ? (el.focus(), el.select?.()) : (el.focus(), el.click()));

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || hintsOff()) return;
    const name = chord(event);
    const inText = typing(event.target);
    if (event.code === "Escape") { escape(event); return; }
    if (event.code === "Slash" && !inText && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      event.shiftKey ? help() : document.querySelector("[data-key=Slash]")?.focus();
      return;
    }
    if (!inText && !event.target.closest?.("[data-menu]") && rows.keys(event, name)) { event.preventDefault(); return; }
    if (inText && !/^(Ctrl\+|Alt\+|F\d)/.test(name)) return;
    if (!inText && menu(event)) return;
    const el = owner(name);
    if (el) { event.preventDefault(); fire(el); }
  });

  // Alt+M goes to the main menu; there the arrows move and a figure opens that item, or the group and then one of it.
  function menu(event) {
    const nav = event.target.closest?.("[data-menu]");
    if (!nav || event.altKey || event.ctrlKey) return false;
    const entries = [...nav.querySelectorAll(nav.querySelector("details[open]") ? "details[open] a" : ":scope > ul > li > a, summary")];
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.code];
    const figure = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (!step && !figure) return false;
    event.preventDefault();
    const to = figure ? entries[figure[1] - 1] : entries[(entries.indexOf(document.activeElement) + step + entries.length) % entries.length];
    to?.focus();
    if (figure) to?.click();
    return true;
  }
  const opened = () => document.querySelectorAll(".appbar details[open]");
  document.addEventListener("click", (event) => { for (const one of opened()) if (!one.contains(event.target)) one.open = false; });

  function escape(event) {
    const open = document.querySelector("dialog[open], .appbar details[open]");
    if (open) { open.close ? open.close() : (open.open = false, open.querySelector("summary").focus()); return; }
    if (typing(event.target)) { event.target.blur(); return; }
    document.querySelector("[data-key~=Escape]")?.click();
  }

  // Rows of the queue: arrows move, Space chooses, Shift extends, Enter opens.
  const rows = (() => {
    const all = () => [...document.querySelectorAll("table.data[data-rows] tbody tr:not(.group)")];
    let at = -1;
    const show = (list, to, extend) => {
      const next = Math.max(0, Math.min(list.length - 1, to));
      if (extend) for (const row of [list[at], list[next]]) tick(row, true);
      list[at]?.classList.remove("cursor");
      at = next;
      list[at].classList.add("cursor");
      list[at].querySelector("a[href]")?.focus({ preventScroll: true });
      list[at].scrollIntoView({ block: "nearest" });
    };
    const tick = (row, on) => {
      const box = row?.querySelector("input[type=checkbox]");
      if (!box) return;
      box.checked = on === undefined ? !box.checked : on;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    };
    return { keys(event, name) {
      const list = all();
      if (!list.length || event.target.closest("summary, button, fieldset, dialog")) return false;
      if (name === "ArrowDown" || name === "Shift+ArrowDown") { show(list, at + 1, event.shiftKey); return true; }
      if (name === "ArrowUp" || name === "Shift+ArrowUp") { show(list, at - 1, event.shiftKey); return true; }
      if (name === "Space" && at >= 0) { tick(list[at]); return true; }
      if (name === "Enter" && at >= 0 && !event.target.closest("a")) { list[at].querySelector("a[href]")?.click(); return true; }
      return false;
    } };
  })();

  // The bulk bar appears with the first chosen row and counts.
  const bulk = document.querySelector("[data-bulk]");
  if (bulk) {
    const form = bulk.closest("form");
    const boxes = () => [...form.querySelectorAll("tbody input[type=checkbox][name]")];
    const count = () => {
      const chosen = boxes().filter((box) => box.checked).length, whole = form.querySelector("[data-whole]:checked");
      bulk.hidden = chosen === 0 && !whole;
      bulk.querySelector("[data-bulk-words]").textContent = whole ? `Đã chọn cả ${whole.dataset.whole} hồ sơ` : `Đã chọn ${chosen} hồ sơ`;
    };
    form.addEventListener("change", (event) => {
      if (event.target.matches("[data-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
      count();
    });
    bulk.querySelector("[data-clear]")?.addEventListener("click", (event) => {
      event.preventDefault();
      form.querySelectorAll("input[type=checkbox]").forEach((box) => { box.checked = false; });
      count();
    });
    count();
  }

  // "?" lists every key of this page, read from the page itself.
  function help() {
    let dialog = document.getElementById("phim");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.id = "phim"; dialog.className = "phim";
      const title = document.createElement("h2");
      title.textContent = "Phím tắt của trang này";
      const list = document.createElement("ul");
      document.querySelectorAll(".keybar .keys li").forEach((li) => list.append(li.cloneNode(true)));
      document.querySelectorAll("[data-key] .keys").forEach((span) => {
        const li = document.createElement("li");
        const words = span.parentElement.cloneNode(true);
        words.querySelectorAll(".keys").forEach((el) => el.remove());
        li.append(span.cloneNode(true), " ", words.textContent.trim());
        list.append(li);
      });
      const close = document.createElement("button");
      close.className = "btn"; close.textContent = "Đóng"; close.addEventListener("click", () => dialog.close());
      dialog.append(title, list, close);
      dialog.setAttribute("aria-label", title.textContent);
      document.body.append(dialog);
    }
    dialog.showModal();
  }

  // The two switches are kept with the person.
  document.querySelector("[data-prefs]")?.addEventListener("change", (event) => {
    const form = event.currentTarget;
    fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
  });

  // The clock of the bar, by the server's time.
  const clock = document.querySelector("[data-clock]");
  if (clock) {
    const lead = new Date(clock.dateTime).getTime() - Date.now();
    const face = clock.querySelector("b");
    const draw = () => {
      face.textContent = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" }).format(Date.now() + lead);
    };
    setInterval(draw, 10000);
  }

  document.querySelectorAll("[data-toast]").forEach((toast) => {
    let timer = setTimeout(() => toast.remove(), 10000);
    toast.addEventListener("pointerenter", () => clearTimeout(timer));
    toast.addEventListener("focusin", () => clearTimeout(timer));
  });
  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const words = button.lastChild.textContent;
      button.firstElementChild.nextSibling.textContent = "Đã chép";
      setTimeout(() => { button.firstElementChild.nextSibling.textContent = "Chép"; }, 2000);
      button.closest("li")?.nextElementSibling?.querySelector("[data-copy]")?.focus();
    });
  });

  // One click sends once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[data-prefs]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; delete event.submitter?.dataset.sent; }, 8000);
  });
})();
