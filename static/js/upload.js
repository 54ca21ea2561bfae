// Files go up as soon as they are chosen: photographs are made smaller on the phone, pieces of 256 KB, one
// after another, going on from the last piece after a cut or on a new page. Without this file the form works.
(() => {
  "use strict";
  const LONG_EDGE = 2400, MOST_BYTES = 700 * 1024, TIMEOUT = 60000;
  const said = (text, facts = {}) => {
    const known = JSON.parse(document.documentElement.dataset.words || "{}")[text] || text;
    return known.replace(/%\((\w+)\)s/g, (whole, name) => facts[name] ?? whole);
  };
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  // A photograph at most 2400 points long and 700 KB; what the browser cannot draw (HEIC, TIFF) goes as it is.
  const smaller = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= MOST_BYTES) return file;
    try {
      const image = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONG_EDGE / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      for (const quality of [0.85, 0.75, 0.65, 0.55, 0.45]) {
        const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
        if (blob && (blob.size <= MOST_BYTES || quality === 0.45)) {
          return blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
        }
      }
    } catch { /* the server takes the original */ }
    return file;
  };

  const ask = async (url, options) => {
    const headers = { "X-CSRFToken": token(), Accept: "application/json", ...options.headers };
    const answer = await fetch(url, { credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT), ...options, headers });
    const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    return { status: answer.status, ok: answer.ok, ...told };
  };

  class Refused extends Error {}

  const kept = (file, purpose) => `tai:${purpose}:${file.name}:${file.size}:${file.lastModified}`;
  const remember = (key, value) => { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* private window */ } };
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

  // Gives the key of the finished upload. Goes on where an earlier try of the same file stopped.
  const send = async (zone, file, mark, show) => {
    const base = zone.dataset.upload;
    let upload = null;
    for (let cut = 0; ;) {
      try {
        const before = remembered(mark);
        if (!upload && before) {
          const found = await ask(`${base}${before}/`, { method: "GET" });
          if (found.ok && found.size === file.size && found.state !== "failed") upload = found;
          else remember(mark, "");
        }
        if (!upload) {
          const body = JSON.stringify({ name: file.name, size: file.size, purpose: zone.dataset.purpose });
          upload = await ask(base, { method: "POST", body, headers: { "Content-Type": "application/json" } });
          if (!upload.ok) throw upload.problem ? new Refused(upload.problem) : new Error(upload.status);
          remember(mark, upload.key);
        }
        const size = upload.chunk || 262144;
        while (upload.state === "receiving") {
          if (show.stopped) { await ask(`${base}${upload.key}/`, { method: "DELETE" }).catch(() => {}); remember(mark, ""); throw new Refused(said("Bạn đã dừng tải tệp này")); }
          const from = upload.received;
          show.progress(from / file.size);
          const step = await ask(`${base}${upload.key}/`, {
            method: "PUT", body: file.slice(from, from + size),
            headers: { "Upload-Offset": String(from), "Content-Type": "application/octet-stream" },
          });
          if (step.status === 409) { upload = { ...upload, received: step.received }; continue; }
          if (!step.ok) throw step.problem ? new Refused(step.problem) : new Error(step.status);
          upload = { ...upload, ...step, chunk: size };
          cut = 0;
        }
        remember(mark, "");
        if (upload.state !== "stored") throw new Refused(upload.problem || said("Tệp chưa nhận được. Chọn lại tệp"));
        return upload.key;
      } catch (error) {
        if (error instanceof Refused) { remember(mark, ""); throw error; }
        show.cut(upload ? upload.received / file.size : 0);
        await Promise.race([wait(Math.min(1000 * 2 ** cut++, 15000)), new Promise((done) => addEventListener("online", done, { once: true }))]);
        if (upload) {
          const found = await ask(`${base}${upload.key}/`, { method: "GET" }).catch(() => null);
          if (found?.ok) upload = { ...upload, ...found };
          else if (found?.status === 404) { upload = null; remember(mark, ""); }
        }
      }
    }
  };

  // One line per file: name, how far, a way to stop, what went wrong.
  const row = (list, file) => {
    const item = document.createElement("li");
    const id = `tai-${Math.random().toString(36).slice(2)}`;
    item.innerHTML = '<p class="row apart"><label></label><button type="button" class="tool"></button></p><progress max="100" value="0"></progress><p class="small"></p>';
    const [label, stop, bar, text] = ["label", "button", "progress", ".small"].map((what) => item.querySelector(what));
    label.textContent = file.name;
    stop.textContent = said("Dừng");
    label.htmlFor = bar.id = id;
    stop.setAttribute("aria-label", said("Dừng tải %(name)s", { name: file.name }));
    const show = {
      stopped: false,
      progress(part) { bar.value = Math.round(part * 100); text.textContent = said("Đang tải %(n)s%", { n: bar.value }); },
      cut(part) { text.textContent = said("Mất kết nối. Đã tải được %(n)s%, sẽ tải tiếp khi có mạng", { n: Math.round(part * 100) }); },
      done() { item.remove(); },
      refused(words) { bar.remove(); stop.remove(); text.className = "error"; text.textContent = words; },
    };
    stop.addEventListener("click", () => { show.stopped = true; });
    list.append(item);
    return show;
  };

  for (const zone of document.querySelectorAll("[data-upload]")) {
    const form = zone.closest("form");
    const list = zone.querySelector("[data-uploads]");
    let queue = Promise.resolve(), waiting = 0, taken = 0;
    zone.classList.add("drawn");

    const one = async (original) => {
      const mark = kept(original, zone.dataset.purpose);
      const show = row(list, original);
      try {
        const file = await smaller(original);
        const key = await send(zone, file, mark, show);
        const body = new FormData();
        body.append("giay", zone.dataset.paper);
        body.append("khoa", key);
        const told = await ask(form.getAttribute("action") || location.pathname, { method: "POST", body });
        if (!told.ok) throw new Refused(told.problems?.[0] || said("Tệp chưa nhận được. Tải lại trang rồi chọn lại tệp"));
        show.done();
        taken += 1;
      } catch (error) {
        show.refused(error instanceof Refused ? error.message : said("Tệp chưa nhận được. Chọn lại tệp"));
      }
    };

    zone.addEventListener("change", (event) => {
      const files = [...(event.target.files || [])];
      if (!files.length) return;
      event.target.value = "";
      for (const file of files) {
        waiting += 1;
        queue = queue.then(() => one(file)).finally(() => {
          waiting -= 1;
          if (!waiting && taken) refresh();
        });
      }
    });

    // The strips are drawn by the server; only they are put in, so that what is typed beside them stays.
    const refresh = async () => {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const now of document.querySelectorAll("[data-pages], [data-mended]")) {
        const same = now.id ? `#${CSS.escape(now.id)}` : `[data-mended="${CSS.escape(now.dataset.mended)}"]`;
        const fresh = page.querySelector(same);
        if (fresh) now.replaceWith(fresh);
      }
      taken = 0;
    };

    form.addEventListener("submit", (event) => {
      if (!waiting) return;
      event.preventDefault();
      queue.then(() => form.requestSubmit(event.submitter));
    });
    addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
  }
})();
