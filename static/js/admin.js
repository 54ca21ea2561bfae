// The administration without this works too: a choice by words then waits for the form to be sent.
(() => {
  "use strict";
  const wait = 180;

  // Suggestions of a lookup box, from the second letter on.
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.matches?.("[data-lookup]") || box.value.trim().length < 2) return;
    clearTimeout(box.lookupTimer);
    box.lookupTimer = setTimeout(() => suggest(box), wait);
  });

  async function suggest(box) {
    const asked = box.value;
    const list = document.getElementById(box.getAttribute("list"));
    const answer = await fetch(`${box.dataset.lookup}&term=${encodeURIComponent(asked)}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || box.value !== asked || !list) return;
    const { results } = await answer.json();
    list.replaceChildren(...results.slice(0, 12).map((one) => Object.assign(document.createElement("option"), { value: one.text })));
  }

  // One open drop-down at a time; Escape closes it.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("details.drop") || !event.target.open) return;
    document.querySelectorAll("details.drop[open]").forEach((other) => { if (other !== event.target) other.open = false; });
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.drop[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
})();
