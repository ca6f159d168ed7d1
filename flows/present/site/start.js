// The start page: the list of documents, narrowed as people wish. All text goes in as text.
"use strict";
(() => {
  const STEP = 50;  // rows that are added at a time
  const form = document.getElementById("narrow");
  const body = document.querySelector(".documents tbody");
  const more = document.getElementById("more");
  const status = document.getElementById("n-documents");
  const { both } = window.plans;
  const [ID, TITLE, REGION, CODE, TYPE, DATE, ARTICLES] = [0, 1, 2, 3, 4, 5, 6];

  // ---- documents: parts come as scripts, for a page on the disk may load nothing else
  const parts = [];
  window.plansDocuments = (number, rows) => { parts[number] = rows; };
  const script = (src) => new Promise((done, failed) => {
    const element = Object.assign(document.createElement("script"), { src, onload: done, onerror: failed });
    document.head.append(element);
  });
  let loading;
  const loaded = () => (loading ??= Promise.all(
    Array.from({ length: Number(form.dataset.parts) }, (_, number) => script(`data/documents-${number}.js`))));

  let found = [];
  function row(entry) {
    const made = document.createElement("tr");
    const title = made.insertCell().appendChild(document.createElement("a"));
    title.href = `documents/${encodeURIComponent(entry[ID])}.html`;
    title.append(isolated(entry[TITLE]));
    const region = made.insertCell();
    if (entry[CODE]) region.append(Object.assign(document.createElement("a"), { href: `regions/${encodeURIComponent(entry[CODE])}.html` }));
    (region.firstChild ?? region).append(isolated(entry[REGION]));
    made.insertCell().append(isolated(entry[TYPE]));
    Object.assign(made.insertCell(), { className: "date", textContent: entry[DATE] ?? "—" });
    for (const n of entry.slice(ARTICLES)) {
      Object.assign(made.insertCell(), { className: "n", textContent: n.toLocaleString("en") });
    }
    return made;
  }
  function isolated(text) {
    return Object.assign(document.createElement("bdi"), { lang: "zh-Hans", textContent: text });
  }

  function add() {
    const from = body.rows.length;
    body.append(...found.slice(from, from + STEP).map(row));
    more.hidden = body.rows.length >= found.length;
    return from;
  }

  async function narrow() {
    await loaded();
    const wanted = Object.fromEntries(new FormData(form));
    const title = wanted.title.trim().toLowerCase();
    found = parts.flat().filter((entry) =>
      (!wanted.province || (entry[CODE] ?? "").slice(0, 2) === wanted.province.slice(0, 2))
      && (!wanted.type || entry[TYPE] === wanted.type)
      && (!wanted.year || entry[DATE]?.startsWith(wanted.year))
      && (!title || entry[TITLE].toLowerCase().includes(title)));
    body.replaceChildren();
    add();
    const n = found.length.toLocaleString("en");
    status.replaceChildren(both(`${n} 份文件`, `${n} documents`));
    remember(wanted);
  }

  // What is chosen stands in the address, so that it can be shared; a page on the disk may not be allowed to.
  function remember(wanted) {
    const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value)).toString();
    try { history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`); } catch { /* as it is */ }
  }

  function choose(values) {
    for (const [name, value] of values) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    return narrow();
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", narrow);
  form.addEventListener("reset", () => setTimeout(narrow));
  more.addEventListener("click", async () => {
    await loaded();
    if (!found.length) found = parts.flat();
    const from = add();
    body.rows[from]?.querySelector("a").focus();
  });
  more.hidden = body.rows.length >= Number(form.dataset.all);
  const given = [...new URLSearchParams(location.search)];
  if (given.length) choose(given);
})();
