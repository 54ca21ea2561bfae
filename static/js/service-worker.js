// Installed by citizen pages. Keeps our own files, a page for "no network", and of people's data one page only: the
// owner's list of dossiers, for seven days at most, wiped whenever somebody signs out or in.
const FILES = "files-1", MINE = "mine-1", LIST = "/ho-so/", DAYS = 7;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((kept) => kept.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => ![FILES, MINE].includes(name)).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

const wipe = () => caches.delete(MINE);

// The copy says what it is: words are put into the page, no script and no style.
const copied = async (answer) => {
  const now = new Date();
  const words = `Không có mạng. Đây là danh sách bạn đã xem lúc ${now.toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" })} ${now.toLocaleDateString("vi")}.`;
  const html = (await answer.text()).replace(/<main[^>]*>/, (tag) => `${tag}<div class="notice amber" role="status"><p>${words}</p></div>`);
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", String(now.getTime()));
  return new Response(html, { status: 200, headers });
};

const keep = async (answer) => (await caches.open(MINE)).put(LIST, await copied(answer));

const kept = async () => {
  const found = await (await caches.open(MINE)).match(LIST);
  if (!found) return null;
  if (Date.now() - Number(found.headers.get("X-Kept-At")) > DAYS * 864e5) { await wipe(); return null; }
  return found;
};

const page = async (event, address) => {
  try {
    const answer = await fetch(event.request);
    if (address.pathname === LIST && !address.search) {
      if (answer.redirected || !answer.ok) await wipe();
      else event.waitUntil(keep(answer.clone()));
    }
    return answer;
  } catch {
    const list = address.pathname === LIST ? await kept() : null;
    return list || (await caches.match("/ngoai-mang/")) || Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== location.origin) return;
  if (["/dang-xuat/", "/dang-nhap/", "/vao/"].includes(address.pathname)) event.waitUntil(wipe());
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate") event.respondWith(page(event, address));
  else if (SHELL.includes(address.pathname)) event.respondWith(caches.match(address.pathname).then((found) => found || fetch(event.request)));
});

self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  const facts = { body: told.body || "", tag: told.tag || undefined, data: { url: told.url || "/ho-so/" }, lang: "vi" };
  event.waitUntil(self.registration.showNotification(told.title || "Một cửa", facts));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, location.origin);
  if (url.origin === location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
