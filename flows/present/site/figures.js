// A figure saved as it is shown: its picture as SVG or PNG, its table (or that of the page) as CSV.
"use strict";
(() => {
  const LOOK = ["fill", "stroke", "stroke-width", "font-family", "font-size", "font-weight", "font-variant-numeric"];
  const SHARP = 3;  // pixels of a PNG for one of the picture

  // The picture with its look in it, for outside the page no style sheet gives it; the other language is left out.
  function standing(shown) {
    const copy = shown.cloneNode(true);
    const from = [shown, ...shown.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
    from.forEach((element, at) => {
      const look = getComputedStyle(element);
      for (const name of LOOK) to[at].setAttribute(name, look.getPropertyValue(name));
      if (look.display === "none") to[at].dataset.left = "";
      if (element.localName === "a") to[at].setAttribute("href", element.href.baseVal && new URL(element.href.baseVal, location).href);
    });
    for (const each of copy.querySelectorAll("[data-left]")) each.remove();
    const { width, height } = shown.viewBox.baseVal;
    const paper = document.createElementNS(shown.namespaceURI, "rect");
    for (const [name, value] of Object.entries({ x: -8, y: -8, width: width + 16, height: height + 16 })) paper.setAttribute(name, value);
    paper.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
    copy.prepend(paper);
    copy.setAttribute("viewBox", `-8 -8 ${width + 16} ${height + 16}`);
    for (const [name, value] of [["width", width + 16], ["height", height + 16], ["xmlns", shown.namespaceURI]]) copy.setAttribute(name, value);
    copy.removeAttribute("class");
    return new XMLSerializer().serializeToString(copy);
  }

  async function painted(svg, { width, height }) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: SHARP * (width + 16), height: SHARP * (height + 16) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => { canvas.toBlob(done, "image/png"); });
  }

  // As flows/publish/spreadsheet.py writes a cell: it opens in Excel and WPS and runs nothing there.
  function cell(text) {
    const safe = /^['=+\-@\t\r\n＝＋－＠]./su.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }
  const told = (element) => [...element.querySelectorAll(".t")].filter((each) => each.lang === document.documentElement.lang)
    .map((each) => each.textContent).join("") || element.textContent;
  const asCsv = (table) => `\ufeff${[...table.rows].map((row) => `${[...row.cells].map((each) => cell(told(each).trim())).join(",")}\r\n`).join("")}`;

  async function save(event) {
    const button = event.target.closest?.("[data-save]");
    if (!button) return;
    const { save: kind, figure: name } = button.dataset;
    const figure = document.getElementById(`figure-${name}`), picture = figure.querySelector("svg");
    const blob = kind === "csv" ? new Blob([asCsv(figure.querySelector("table") ?? document.querySelector("main table"))], { type: "text/csv" })
      : kind === "svg" ? new Blob([standing(picture)], { type: "image/svg+xml" })
        : await painted(standing(picture), picture.viewBox.baseVal);
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${name}.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
  document.addEventListener("click", save);
})();
