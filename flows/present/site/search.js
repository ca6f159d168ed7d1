// The page of search: what is asked stands in the address after #, so that it can be shared, and everything follows
// from there. Texts of the data go into the page as text, never as markup.
"use strict";
(() => {
  const { say, both } = window.plans;
  const index = window.plansIndex;
  const at = (id) => document.getElementById(id);
  const PAGE = 20;
  const NAMES = {
    kinds: { documents: ["文件", "Documents"], articles: ["条目", "Articles"], targets: ["目标", "Targets"], agencies: ["机构", "Agencies"] },
    facets: { region: ["地区", "Region"], year: ["年份", "Year"], type: ["文种", "Type"], due: ["期限", "Due"], function: ["承办职能", "Function of the agencies"] },
  };
  const FACETS = {  // of each kind
    documents: ["region", "year", "type"], articles: ["region", "year", "type", "function"],
    targets: ["region", "year", "type", "due", "function"], agencies: ["region", "function"],
  };
  const UNSEEN = /[\p{Cc}\p{Cf}]/gu;  // control, direction and zero-width signs
  let columns;  // facet → (entry → number of its value)
  let turn = 0;  // an answer that comes after the next question is dropped
  let answer = { entries: [], items: [], next: 0 };

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }
  const isolated = (...children) => element("bdi", {}, ...children);
  const shown = (text) => String(text ?? "").replace(UNSEEN, " ");

  // The address

  const KEYS = ["q", "kind", "region", "year", "type", "due", "function", "agency"];
  function asked() {
    const given = new URLSearchParams(location.hash ? location.hash.slice(1) : location.search);
    const state = Object.fromEntries(KEYS.map((key) => [key, given.get(key) ?? ""]));
    if (!(state.kind in FACETS)) state.kind = "articles";
    return state;
  }
  function address(state) {
    const kept = KEYS.filter((key) => state[key] && !(key === "kind" && state[key] === "articles"));
    return `#${new URLSearchParams(kept.map((key) => [key, state[key]]))}`;
  }
  function ask(change) {
    history.replaceState(null, "", address({ ...asked(), ...change }));
    respond();
  }

  // Finding

  function openColumns() {
    const { meta, numbers, documentOf, first } = index;
    const region = numbers(meta.region), year = numbers(meta.years), type = numbers(meta.type);
    const regionOfAgency = numbers(meta.agency_region);
    columns = {
      region: (entry) => (entry < first[3] ? region[documentOf[entry]] : regionOfAgency[entry - first[3]]),
      year: (entry) => (entry < first[3] ? year[documentOf[entry]] : 0),
      type: (entry) => (entry < first[3] ? type[documentOf[entry]] : 0),
    };
  }
  // Facets whose values are places in a list, from 1; those of regions have a name in both languages.
  const listed = (facet) => ({ region: index.meta.regions.map(([zh]) => zh), type: index.meta.types })[facet];
  const valueOf = (facet, number) => (listed(facet) ? listed(facet)[number - 1] : String(number));
  const numberOf = (facet, value) => (listed(facet) ? listed(facet).indexOf(value) + 1 : Number(value)) || -1;
  const nameOf = (facet, value) => say(...(facet === "region" && index.meta.regions.find(([zh]) => zh === value)) || [value, value]);

  // The entries that an agency, or the agencies of a function, work on: a set, or null where nobody asked.
  async function workedOn({ function: name, agency }) {
    if (!name && !agency) return null;
    const lists = [];
    if (name) {
      const place = index.meta.functions.indexOf(name);
      lists.push(place < 0 ? "" : await index.load(`functions/${place}`));
    }
    if (agency) lists.push(await workOf(agency));
    const sets = lists.map((list) => new Set(index.posts(list).map((post) => post >>> 1)));
    return new Set([...sets[0]].filter((entry) => sets.every((set) => set.has(entry))));
  }
  async function workOf(agency) {
    const marks = await index.find(index.words(agency));
    for (let entry = index.first[3]; entry < index.total; entry++) {
      const { row } = marks[entry] ? await index.read(entry) : {};
      if (row?.[1] === agency) return row.at(-1);
    }
    return "";
  }

  async function find(state) {
    if (state.kind === "targets" && !columns.due) {
      const due = index.numbers(await index.load("due"));
      columns.due = (entry) => due[entry - index.first[2]];
    }
    const words = index.words(state.q);
    const [marks, allowed] = await Promise.all([index.find(words), workedOn(state)]);
    const found = { state, words, items: [], next: 0, dropped: 0, counts: {}, of: {}, ranked: [[], [], [], []] };
    index.KINDS.forEach((kind, place) => {
      const facets = FACETS[kind].filter((facet) => columns[facet] && (facet !== "due" || state.kind === kind));
      const wanted = facets.map((facet) => (state[facet] ? numberOf(facet, state[facet]) : null));
      const counts = facets.map(() => new Map());
      const isShown = kind === state.kind;
      let total = 0;
      for (let entry = index.first[place]; entry < (index.first[place + 1] ?? index.total); entry++) {
        if (!marks[entry] || (allowed && !allowed.has(entry))) continue;
        const values = facets.map((facet) => columns[facet](entry));
        const failed = wanted.filter((want, i) => want !== null && want !== values[i]).length;
        if (!failed) total++;
        if (!failed && isShown) found.ranked[marks[entry]].push(entry);
        if (isShown && failed < 2) facets.forEach((_, i) => {  // a facet counts what all others let through
          if (!failed || (wanted[i] !== null && wanted[i] !== values[i])) counts[i].set(values[i], (counts[i].get(values[i]) ?? 0) + 1);
        });
      }
      found.counts[kind] = total;
      if (isShown) facets.forEach((facet, i) => { found.of[facet] = counts[i]; });
    });
    found.entries = [...found.ranked[3], ...found.ranked[2], ...found.ranked[1]];
    found.isExact = words.every(index.isExact);
    return found;
  }

  // The next items that hold all words. The index knows pairs of signs; the text says whether they make the word.
  async function take(found, size) {
    const until = found.items.length + size;
    while (found.items.length < until && found.next < found.entries.length) {
      const entries = found.entries.slice(found.next, found.next + Math.min(size, 100));
      const items = await Promise.all(entries.map(index.read));
      for (const item of items) {
        if (holds(item, found.words)) found.items.push(item); else found.dropped++;
        found.next++;
        if (found.items.length >= until) break;
      }
    }
  }
  function holds({ row, about }, words) {
    const text = index.fold([row, about].flat(2).filter((value) => value !== null).join("\n"));
    return words.every((word) => text.includes(word));
  }

  // Showing

  async function respond() {
    const mine = ++turn;
    const state = asked();
    if (at("q").value !== state.q && document.activeElement !== at("q")) at("q").value = state.q;
    try {
      const found = await find(state);
      if (mine !== turn) return;
      await take(found, PAGE);
      if (mine !== turn) return;
      answer = found;
      show();
    } catch (error) {
      if (mine === turn) at("said").replaceChildren(both("检索的数据没有读到：", "The data of the search could not be read: "), error.message);
    }
  }

  function show() {
    showKinds();
    showFacets();
    showCount();
    const results = answer.state.kind === "targets" ? asTable(answer.items) : asList(answer.items);
    at("results").replaceChildren(...(answer.items.length ? [results] : [element("p", {}, both(
      "没有找到。可以少写几个词，或去掉筛选。", "Nothing was found. Try fewer words, or take filters away."))]));
    at("more").hidden = answer.next >= answer.entries.length;
  }

  function showKinds() {
    at("kinds").replaceChildren(...index.KINDS.map((kind) => {
      const made = element("a", { href: address({ ...answer.state, kind }) }, both(...NAMES.kinds[kind]), " ",
        element("span", { className: "faint" }, answer.counts[kind].toLocaleString("en")));
      if (kind === answer.state.kind) made.setAttribute("aria-current", "page");
      return made;
    }));
  }

  function showFacets() {
    const { state, of } = answer;
    const active = document.activeElement?.name;
    const made = FACETS[state.kind].map((facet) => {
      const values = facet === "function" ? index.meta.functions.map((name) => [name, name])
        : [...of[facet]].filter(([number]) => number)
          .sort(([a, n], [b, m]) => (facet === "region" ? a - b : facet === "type" ? m - n : b - a))
          .map(([number, n]) => [valueOf(facet, number), n])
          .map(([value, n]) => [value, `${nameOf(facet, value)} (${n.toLocaleString("en")})`]);
      if (state[facet] && !values.some(([value]) => value === state[facet])) values.push([state[facet], `${nameOf(facet, state[facet])} (0)`]);
      const select = element("select", { name: facet, onchange: () => ask({ [facet]: select.value }) },
        new Option(say("全部", "All"), ""), ...values.map(([value, text]) => new Option(text, value)));
      select.value = state[facet];
      return element("label", {}, both(...NAMES.facets[facet]), select);
    });
    if (state.agency) made.push(element("button", { type: "button", onclick: () => ask({ agency: "" }) },
      both("不限机构", "All agencies")));
    if (state.kind === "targets" && answer.entries.length) made.push(element("button", { type: "button", id: "csv", onclick: download },
      both("下载这些行（CSV）", "Download these rows (CSV)")));
    at("facets").replaceChildren(...made);
    if (active) at("facets").querySelector(`select[name="${active}"]`)?.focus();
  }

  function showCount() {
    const n = answer.entries.length - answer.dropped;
    const about = !answer.isExact && answer.next < answer.entries.length;
    const [zh, en] = NAMES.kinds[answer.state.kind];
    const text = n.toLocaleString("en");
    answer.counts[answer.state.kind] = n;
    at("said").replaceChildren(both(`${about ? "约 " : ""}${text} 个${zh}`, `${about ? "about " : ""}${text} ${n === 1 ? en.toLowerCase().replace(/ies$/, "y").replace(/s$/, "") : en.toLowerCase()}`));
    showKinds();
  }

  // A text with the words marked; the words are found in the folded text, whose places are the same.
  function marked(text, from = 0, to = text.length) {
    const folded = index.fold(text), made = isolated();
    const hits = answer.words.flatMap((word) => {
      const found = [];
      for (let i = folded.indexOf(word, from); i >= 0 && i < to; i = folded.indexOf(word, i + word.length)) found.push([i, i + word.length]);
      return found;
    }).sort((a, b) => a[0] - b[0]);
    let done = from;
    for (const [start, end] of hits) {
      if (start < done) continue;
      made.append(shown(text.slice(done, start)), element("mark", {}, shown(text.slice(start, end))));
      done = end;
    }
    made.append(shown(text.slice(done, Math.max(done, to))));
    return made;
  }

  // The part of a text around its first hit, or its beginning.
  function excerpt(text) {
    const folded = index.fold(text);
    const hits = answer.words.map((word) => folded.indexOf(word)).filter((place) => place >= 0);
    const first = hits.length ? Math.min(...hits) : 0;
    let start = first > 48 ? first - 40 : 0;
    while (start && start < first && /[\p{P}\s]/u.test(text[start])) start++;
    const end = Math.min(text.length, start + 150);
    return element("p", {}, start ? "…" : "", marked(text, start, end), end < text.length ? "…" : "");
  }

  const reader = (doc, anchor) => `documents/${encodeURIComponent(doc)}.html${anchor ? `#${encodeURIComponent(anchor)}` : ""}`;
  function origin([doc, title, number, date, region]) {
    return element("p", { className: "small faint" }, element("a", { href: reader(doc) }, isolated(shown(title))),
      ...[region, number, date].filter(Boolean).flatMap((value) => [" · ", isolated(shown(value))]));
  }
  const LISTED = {
    documents: ({ row }) => [
      element("h2", {}, element("a", { className: "hit", href: reader(row[0]) }, marked(row[1]))),
      element("p", { className: "small faint" }, ...row.slice(2, 6).filter(Boolean).flatMap((value, i) => [i ? " · " : "", isolated(shown(value))]),
        " · ", both(`${row[6]} 个条目，${row[7]} 个目标`, `${row[6]} articles, ${row[7]} targets`)),
    ],
    articles: ({ row: [id, label, heading, body, clauses], about }) => {
      const name = heading ? marked(`${label ?? ""}${heading}`) : isolated(shown(label || about[1]));
      const inClauses = clauses && answer.words.some((word) => index.fold(clauses).includes(word));
      return [element("h2", {}, element("a", { className: "hit", href: reader(about[0], id) }, name)),
        body ? excerpt(body) : null, inClauses ? excerpt(clauses) : null, origin(about)];
    },
    agencies: ({ row }) => {
      const [, name, short, , system, task, leads, works, others] = row;
      const words = index.meta.words.system[system];
      return [element("h2", {}, element("a", { className: "hit", href: address({ kind: "articles", agency: name }) }, marked(name))),
        element("p", {}, both(`承担 ${works} 项任务，其中牵头 ${leads} 项`, `given work ${works} times, ${leads} of them in the lead`)),
        element("p", { className: "small faint" }, words ? both(...words) : null, ...[task, short === name ? null : short, ...others.slice(0, 8)]
          .filter(Boolean).flatMap((value, i) => [words || i ? " · " : "", marked(value)]))];
    },
  };
  const asList = (items) => element("ol", { className: "hits" }, ...items.map((item) => element("li", {}, ...LISTED[item.kind](item).filter(Boolean))));

  // Targets are compared, so they stand in a table; its columns are those of the dataset.

  const SHOWN = ["indicator", "scope", "comparator", "value_text", "deadline_year"];
  function asTable(items) {
    const { columns: titles, document_columns: of, words } = index.meta;
    const place = Object.fromEntries(Object.keys(titles).map((name, i) => [name, i]));
    const head = [...SHOWN.map((name) => titles[name]), of.region_name, of.title];
    const rows = items.map(({ row, about }) => {
      const cell = (name) => {
        const value = row[place[name]];
        if (name === "indicator") return target(about, row[0], value, [row[place.scope], row[place.value_text]], row[place.text]);
        if (name === "comparator" && value) return both(...words.comparator[value]);
        if (name === "deadline_year") return shown(row[place.deadline] ?? value);
        return value === null ? "" : marked(String(value));
      };
      return element("tr", {}, ...SHOWN.map((name) => element("td", {}, cell(name))), element("td", {}, isolated(shown(about[4]))),
        element("td", {}, element("a", { href: reader(about[0]) }, isolated(shown(about[1])))));
    });
    const table = element("table", {}, element("thead", {}, element("tr", {}, ...head.map((title) => element("th", { scope: "col" }, both(...title))))),
      element("tbody", {}, ...rows));
    return element("div", { className: "wide", tabIndex: 0, role: "region", ariaLabel: say("目标", "Targets") }, table);
  }

  // The indicator, and the sentence where only that holds the words.
  function target(about, id, indicator, cells, text) {
    const told = index.fold([indicator, ...cells].join("\n"));
    return element("div", {}, element("a", { className: "hit", href: reader(about[0], id), title: shown(text) }, marked(indicator)),
      ...answer.words.every((word) => told.includes(word)) ? [] : [excerpt(text)]);
  }

  // The rows as CSV that opens in Excel and WPS and runs nothing there, as flows/publish/spreadsheet.py writes it.
  function cell(value) {
    let text = value === null || value === undefined ? "" : String(value);
    if (typeof value === "string" && /^['=+\-@\t\r\n＝＋－＠]./su.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }
  async function download() {
    const button = at("csv"), mine = answer;
    button.disabled = true;
    while (mine.next < mine.entries.length) {
      await take(mine, 500);
      button.textContent = `${Math.floor(100 * mine.next / mine.entries.length)} %`;
    }
    const names = Object.keys(index.meta.columns);
    const lines = [[...names, "doc_id", ...Object.keys(index.meta.document_columns)],
      ...mine.items.map(({ row, about }) => [...row, about[0], about[1], about[4], about[3]])];
    const text = `\ufeff${lines.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("")}`;
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: "targets.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    if (mine === answer) showFacets();
  }

  // Hands

  let pause, isComposing = false;
  const typed = () => {
    clearTimeout(pause);
    if (!isComposing) pause = setTimeout(() => ask({ q: at("q").value.trim() }), 120);
  };
  at("q").addEventListener("input", typed);
  at("q").addEventListener("compositionstart", () => { isComposing = true; });  // letters of a word that is not chosen yet
  at("q").addEventListener("compositionend", () => { isComposing = false; typed(); });
  at("search").addEventListener("submit", (event) => { event.preventDefault(); ask({ q: at("q").value.trim() }); });
  at("more").addEventListener("click", async () => {
    const mine = answer, before = mine.items.length;
    await take(mine, PAGE);
    if (mine !== answer) return;
    show();
    document.querySelectorAll(".hit")[before]?.focus();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      at("q").select();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const hits = [at("q"), ...document.querySelectorAll(".hit")];
    const place = hits.indexOf(document.activeElement);
    if (!step || event.isComposing || place < 0 || !hits[place + step]) return;
    event.preventDefault();
    hits[place + step].focus();
  });
  window.addEventListener("hashchange", respond);
  document.addEventListener("plans:language", () => { if (answer.state) show(); });

  index.open().then(() => {
    openColumns();
    at("q").value = asked().q;
    if (!location.hash) at("q").focus();
    respond();
  }, (error) => at("said").replaceChildren(both("检索的数据没有读到：", "The data of the search could not be read: "), error.message));
})();
