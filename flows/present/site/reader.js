// The reader: which view is shown, what the address points at and its row, citations of a passage, keys.
"use strict";
(() => {
  const reader = document.querySelector(".reader[data-view]");
  if (!reader) return;
  const card = reader.querySelector(".card");
  const raw = reader.querySelector(".raw details");
  const named = (id) => (id ? document.getElementById(id) : null);
  const rowsOf = (mark) => mark.dataset.rows?.split(" ") ?? [mark.id.replace(/^raw-/, "")];
  const pointed = () => { try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; } };

  function show(view) {
    reader.dataset.view = view;
    raw.open = view === "raw";
    for (const button of reader.querySelectorAll(".views button")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
    }
  }

  // The address points at a highlight (#target-…), at its row (#row-…) or at its place in the raw text (#raw-…).
  function arrive() {
    for (const each of reader.querySelectorAll(".here")) each.classList.remove("here");
    card.hidden = true;
    const id = pointed();
    const found = named(id);
    if (!found || !reader.contains(found)) return;
    show(raw.contains(found) ? "raw" : "clean");
    for (let box = found.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const rowId = id.replace(/^(raw|row)-/, "");
    const note = named(`row-${rowId}`);
    for (const mark of [named(rowId), named(`raw-${rowId}`), ...reader.querySelectorAll("mark[data-rows]")]) {
      if (mark?.matches("mark") && rowsOf(mark).includes(rowId)) mark.classList.add("here");
    }
    note?.classList.add("here");
    found.scrollIntoView({ block: found.matches(".block") ? "start" : "center", behavior: "instant" });
    if (note && note !== found && !inSight(note)) showCard(note);
  }

  function inSight(element) {
    const box = element.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
  }

  function showCard(note) {
    const copy = note.cloneNode(true);
    for (const each of [copy, ...copy.querySelectorAll("[id]")]) each.removeAttribute("id");
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", window.plans.say("关闭", "Close"));
    close.addEventListener("click", () => { card.hidden = true; });
    const list = document.createElement("ul");
    list.style.padding = "0";
    list.style.margin = "0";
    list.append(copy);
    card.replaceChildren(close, list);
    card.hidden = false;
  }

  // The highlight that is pointed at, or the first in sight: from there to the next or the one before.
  function step(by) {
    const marks = [...reader.querySelectorAll(`.${reader.dataset.view} mark[id]`)].filter((mark) =>
      !mark.matches(".unit, .value") && named(`show-${mark.classList[0]}`)?.checked !== false);
    if (!marks.length) return;
    const here = marks.findIndex((mark) => mark.classList.contains("here"));
    const block = [...reader.querySelectorAll(".block")].find((each) => each.getBoundingClientRect().bottom > 0);
    const behind = Node.DOCUMENT_POSITION_FOLLOWING;  // what is in it is behind it, too
    const first = reader.dataset.view === "raw" ? marks.findIndex((mark) => mark.getBoundingClientRect().top > 0)
      : marks.findIndex((mark) => block?.compareDocumentPosition(mark) & behind);
    const next = here >= 0 ? here + by : by > 0 ? first : first - 1;
    const to = marks[(next + marks.length) % marks.length];
    location.hash = to.id;
  }

  async function cite(button) {
    const page = location.protocol === "file:" ? reader.dataset.page : location.href.split("#")[0];
    const link = "isLinked" in reader.dataset ? "" : ` ${page}#${button.dataset.row}`;
    const done = await copy(window.plans.told(button.dataset.cite) + link);
    button.dataset.said = done ? "done" : "";
    setTimeout(() => delete button.dataset.said, 2000);
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {  // refused, or not a secure context
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  }

  reader.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.view) return change(button.dataset.view);
    if (button?.dataset.cite) return void cite(button);
    if (button || event.target.closest("a") || String(getSelection())) return;
    const mark = event.target.closest("mark");
    if (mark && !mark.closest(".tools")) location.hash = (raw.contains(mark) ? "raw-" : "") + rowsOf(mark)[0].replace(/^value-/, "");
  });

  for (const box of reader.querySelectorAll(".key input")) {
    const put = () => reader.classList.toggle(box.id.replace("show", "no"), !box.checked);
    box.addEventListener("change", put);
    put();  // a browser may remember what was chosen
  }

  // The other view opens at the same place.
  function change(view) {
    if (view === reader.dataset.view) return;
    const at = pointed().replace(/^(raw|row)-/, "") || firstInSight();
    const to = (view === "raw" ? "raw-" : "") + at;
    show(view);
    if (at && named(to)) location.hash = to;
  }

  function firstInSight() {
    const ids = reader.dataset.view === "raw" ? [...reader.querySelectorAll("mark.unit[id]")]
      : [...reader.querySelectorAll(".block[id]")];
    return ids.findLast((each) => each.getBoundingClientRect().top < 160)?.id.replace(/^raw-/, "") ?? "";
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "n" || event.key === "p") step(event.key === "n" ? 1 : -1);
    if (event.key === "Escape") card.hidden = true;
  });

  // Contents: open where there is room, and following the text.
  const contents = reader.querySelector(".outline details");
  if (contents) {
    contents.open = matchMedia("(min-width: 72rem)").matches;
    const links = new Map([...contents.querySelectorAll("a")].map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
    let current = null;
    const watch = new IntersectionObserver((seen) => {
      const entry = seen.find((each) => each.isIntersecting);
      if (!entry) return;
      current?.removeAttribute("aria-current");
      current = links.get(entry.target.id);
      current?.setAttribute("aria-current", "true");
      current?.scrollIntoView({ block: "nearest", behavior: "instant" });
    }, { rootMargin: "-10% 0px -80% 0px" });
    for (const id of links.keys()) if (named(id)) watch.observe(named(id));
  }

  show("clean");
  addEventListener("hashchange", arrive);
  addEventListener("load", arrive);  // after the browser itself has gone where the address points
})();
