// The start page: the list of documents, narrowed as people wish, and the charts. All text goes in as text.
"use strict";
(() => {
  const STEP = 50;  // rows that are added at a time
  const form = document.getElementById("narrow");
  const body = document.querySelector(".documents tbody");
  const more = document.getElementById("more");
  const status = document.getElementById("n-documents");
  const { both, say } = window.plans;
  const [ID, TITLE, REGION, PROVINCE, TYPE, DATE, ARTICLES] = [0, 1, 2, 3, 4, 5, 6];

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
    made.insertCell().append(isolated(entry[REGION]));
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
      (!wanted.province || entry[PROVINCE] === wanted.province)
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
  for (const tile of document.querySelectorAll("[data-province]")) {
    tile.addEventListener("click", (event) => {
      event.preventDefault();
      form.reset();
      choose([["province", tile.dataset.province]]);
      location.hash = "documents";
      form.elements.province.focus({ preventScroll: true });
    });
  }

  // ---- charts: drawn when the page stands and has nothing else to do, and again in another language or theme
  const charts = [];
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function draw(canvas) {
    const { labels, series } = window.plansFigures[canvas.dataset.chart];
    const flat = canvas.dataset.chart === "functions";
    const scale = (counts) => ({
      stacked: true, border: { color: colour("--line-strong") },
      grid: { display: counts, color: colour("--line") },
      ticks: { color: colour("--ink"), precision: 0, autoSkip: !flat || counts },
    });
    canvas.parentElement.hidden = false;
    return new window.Chart(canvas, {
      type: "bar",
      data: {
        labels: labels.map(([zh, en]) => say(zh, en)),
        datasets: series.map(({ name, values }, at) => ({
          label: say(...name), data: values, backgroundColor: colour(`--c${at + 1}`), maxBarThickness: 44,
        })),
      },
      options: {
        animation: false, maintainAspectRatio: false, indexAxis: flat ? "y" : "x",
        interaction: { mode: "index", axis: flat ? "y" : "x", intersect: false },
        scales: { x: scale(flat), y: scale(!flat) },
        plugins: { legend: { align: "start", labels: { color: colour("--ink"), boxWidth: 12, boxHeight: 12 } } },
      },
    });
  }

  function drawAll() {
    for (const chart of charts.splice(0)) chart.destroy();
    window.Chart.defaults.font.family = colour("--sans");
    for (const canvas of document.querySelectorAll("canvas[data-chart]")) charts.push(draw(canvas));
  }

  async function begin() {
    if (!document.querySelector("canvas[data-chart]")) return;
    await Promise.all([script("assets/vendor/chart-4.6.1.umd.min.js"), script("data/figures.js")]);
    drawAll();
    for (const what of ["plans:language", "plans:theme"]) document.addEventListener(what, drawAll);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  }

  window.addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(begin));
})();
