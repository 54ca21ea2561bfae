// Forms held as data: show and hide questions while a person answers, suggest places while they type.
// Every page works without this file; the server decides again when a page is sent.
(() => {
  "use strict";
  const known = (value) => (value === "" || (Array.isArray(value) && !value.length) ? null : value);

  // The value of a question as the server reads it; null when it is empty or the question is hidden.
  const answer = (id) => {
    const field = document.querySelector(`[data-q="${CSS.escape(id)}"]`);
    if (!field || field.closest("[data-q][hidden]")) return null;
    const boxes = [...field.querySelectorAll("input, select, textarea")].filter((box) => box.name === id);
    const kind = field.dataset.kind;
    if (kind === "choices") return known(boxes.filter((box) => box.checked).map((box) => box.value));
    const picked = boxes[0]?.type === "radio" ? boxes.find((box) => box.checked) : boxes[0];
    const value = picked ? picked.value.trim() : null;
    if (kind === "yes_no") return { co: true, khong: false }[value] ?? null;
    return known(value);
  };

  const judge = (tree) => {
    if ("v" in tree) return tree.v;
    if ("q" in tree) return answer(tree.q);
    const args = tree.args.map(judge);
    switch (tree.op) {
      case "eq": return args[0] !== null && args[1] !== null && args[0] === args[1];
      case "ne": return args[0] !== null && args[1] !== null && args[0] !== args[1];
      case "in": return args[0] !== null && Array.isArray(args[1]) && args[1].includes(args[0]);
      case "and": return args.every((arg) => arg === true);
      case "or": return args.some((arg) => arg === true);
      case "not": return args[0] !== true;
      case "empty": return args[0] === null;
      case "filled": return args[0] !== null;
      default: return false;
    }
  };

  const asked = [...document.querySelectorAll("[data-when]")].map((field) => [field, JSON.parse(field.dataset.when)]);
  const refresh = () => {
    for (const [field, tree] of asked) field.hidden = judge(tree) !== true;
    for (const box of document.querySelectorAll("[data-eform-page]")) box.hidden = !box.querySelector("[data-q]:not([hidden])");
  };
  const seen = document.querySelector("[data-eform-seen]");
  if (seen) seen.value = "*";
  if (asked.length) {
    document.addEventListener("change", refresh);
    document.addEventListener("input", refresh);
    refresh();
  }

  // Where an answer came from is said until somebody types another one.
  document.addEventListener("input", (event) => {
    const from = event.target.closest("[data-q]")?.querySelector(".source");
    if (from) from.hidden = true;
  });

  // Places: the browser's own list under the box.
  let waiting;
  for (const box of document.querySelectorAll("[data-places]")) {
    const list = document.createElement("datalist");
    list.id = `${box.id}-goi-y`;
    box.after(list);
    box.setAttribute("list", list.id);
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      if (box.value.trim().length < 2) return;
      waiting = setTimeout(async () => {
        const query = new URLSearchParams({ q: box.value, "pham-vi": box.dataset.places });
        try {
          const found = await (await fetch(`/dia-ban/?${query}`)).json();
          list.replaceChildren(...found.places.map((text) => Object.assign(document.createElement("option"), { value: text })));
        } catch { /* offline: the name can still be typed in full */ }
      }, 200);
    });
  }
})();
