// The page of search: what is asked stands in the address after #, so that it can be shared, and everything follows
// from there. Texts of the data go into the page as text, never as markup.
"use strict";
(() => {
  const { say, both } = window.plans;
  const index = window.plansIndex;
  const at = (id) => document.getElementById(id);
  const { FACETS, asked, address, find, take, valueOf } = window.plansAnswers;
  const PAGE = 20;
  const KINDS = {
    documents: ["文件", "Documents", "document"], articles: ["条目", "Articles", "article"],
    targets: ["目标", "Targets", "target"], agencies: ["机构", "Agencies", "agency"],
  };
  const TITLES = {
    region: ["地区", "Region"], year: ["年份", "Year"], type: ["文种", "Type"], due: ["期限", "Due"],
    function: ["承办职能", "Function of the agencies"], genre: ["性质", "Genre"], subject: ["主题", "Subject"],
    with: ["共同承办", "Together with"], agency: ["承办机构", "Agency"],
  };
  const UNSEEN = /[\p{Cc}\p{Cf}]/gu;  // control, direction and zero-width signs
  let turn = 0;  // an answer that comes after the next question is dropped
  let answer = null;

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }
  const isolated = (...children) => element("bdi", {}, ...children);
  const shown = (text) => String(text ?? "").replace(UNSEEN, " ");

  const grouped = (n) => n.toLocaleString("en");

  function ask(change) {
    history.replaceState(null, "", address({ ...asked(), ...change }));
    respond();
  }

  async function respond() {
    const mine = ++turn;
    const state = asked();
    if (document.activeElement !== at("q")) at("q").value = state.q;
    try {
      const found = await find(state);
      await take(found, PAGE);
      if (mine !== turn) return;
      answer = { ...found, shown: PAGE };
      show();
    } catch (error) {
      if (mine === turn) complain(error);
    }
  }
  const complain = (error) => at("said").replaceChildren(
    both("检索的数据没有读到：", "The data of the search could not be read: "), error.message);

  function show() {
    const { state, items, entries, counts, shown } = answer;
    counts[state.kind] = entries.length - answer.dropped;
    showKinds();
    showFacets();
    showCount();
    const rows = items.slice(0, shown);
    at("results").replaceChildren(!rows.length ? element("p", {}, both("没有找到。可以少写几个词，或去掉筛选。",
      "Nothing was found. Try fewer words, or take filters away.")) : state.kind === "targets" ? asTable(rows) : asList(rows));
    at("more").hidden = shown >= items.length && answer.next >= entries.length;
  }

  function showKinds() {
    at("kinds").replaceChildren(...Object.entries(KINDS).map(([kind, [zh, en]]) => {
      const made = element("a", { href: address({ ...answer.state, kind }) }, both(zh, en), " ",
        element("span", { className: "faint" }, grouped(answer.counts[kind])));
      if (kind === answer.state.kind) made.setAttribute("aria-current", "page");
      return made;
    }));
  }

  function showCount() {
    const { state, counts, isExact, next, entries } = answer;
    const [zh, en, one] = KINDS[state.kind];
    const n = counts[state.kind], isAbout = !isExact && next < entries.length;
    const on = [...FACETS[state.kind], "with", "agency"].filter((facet) => state[facet]);
    const told = (at) => on.map((facet) => `${TITLES[facet][at]}${at ? ": " : "“"}${namesOf(facet, state[facet])[at]}${at ? "" : "”"}`);
    at("said").replaceChildren(both(`${isAbout ? "约 " : ""}${grouped(n)} 个${zh}${on.length ? `，只看${told(0).join("、")}` : ""}`,
      `${isAbout ? "about " : ""}${grouped(n)} ${n === 1 ? one : en.toLowerCase()}${on.length ? `, only ${told(1).join("; ")}` : ""}`));
  }

  function showFacets() {
    const { state } = answer;
    const active = document.activeElement?.name;
    const made = FACETS[state.kind].map((facet) => element("label", {}, both(...TITLES[facet]), select(facet)));
    for (const facet of ["with", "agency"].filter((each) => state[each])) made.push(element("button",
      { type: "button", onclick: () => ask({ [facet]: "" }) }, both(`不限${TITLES[facet][0]}`, `Any ${TITLES[facet][1].toLowerCase()}`)));
    if (FACETS[state.kind].some((facet) => state[facet])) made.push(element("button", { type: "button", id: "clear",
      onclick: () => ask(Object.fromEntries(FACETS[state.kind].map((facet) => [facet, ""]))) }, both("取消筛选", "Take filters away")));
    if (state.kind === "targets" && answer.entries.length) made.push(element("button",
      { type: "button", id: "csv", onclick: download }, both("下载这些行（CSV）", "Download these rows (CSV)")));
    at("facets").replaceChildren(...made);
    if (active) at("facets").querySelector(`select[name="${active}"]`)?.focus();
  }

  // Regions go from the centre on, types by how many there are, years from the last.
  const ORDER = { region: ([a], [b]) => a - b, type: ([, n], [, m]) => m - n };
  function select(facet) {
    const chosen = answer.state[facet];
    const values = facet === "function" ? index.meta.functions.map((name) => [name, nameOf(facet, name)])
      : answer.of[facet].sort(ORDER[facet] ?? (([a], [b]) => b - a)).map(([number, n]) => {
        const value = valueOf(facet, number);
        return [value, `${nameOf(facet, value)} (${grouped(n)})`];
      });
    if (chosen && !values.some(([value]) => value === chosen)) values.push([chosen, `${nameOf(facet, chosen)} (0)`]);
    const made = element("select", { name: facet, onchange: () => ask({ [facet]: made.value }) },
      new Option(say("全部", "All"), ""), ...values.map(([value, text]) => new Option(shown(text), value)));
    made.value = chosen;
    return made;
  }
  const named = {
    with: () => named.function(),
    region: () => index.meta.regions,
    function: () => index.meta.functions.map((zh, number) => [zh, index.meta.functions_en[number]]),
  };
  const namesOf = (facet, value) => index.meta.words[facet]?.[value] ?? named[facet]?.().find(([zh]) => zh === value) ?? [value, value];
  const nameOf = (facet, value) => say(...namesOf(facet, value));

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
  const regionOf = ([, , , , region, , code]) => (code ? element("a", { href: `regions/${encodeURIComponent(code)}.html` }, isolated(shown(region || code))) : null);
  function origin(about) {
    const [doc, title, number, date] = about;
    return element("p", { className: "small faint" }, element("a", { href: reader(doc) }, isolated(shown(title))),
      ...[regionOf(about), number && isolated(shown(number)), date && isolated(shown(date))].filter(Boolean).flatMap((each) => [" · ", each]));
  }
  const LISTED = {
    documents: ({ row }) => [
      element("h2", {}, element("a", { className: "hit", href: reader(row[0]) }, marked(row[1]))),
      element("p", { className: "small faint" }, ...[...row.slice(2, 4).filter(Boolean).map((value) => isolated(shown(value))), regionOf(row), row[5] && isolated(shown(row[5])),
        both(`${row[8]} 个条目，${row[9]} 个目标`, `${row[8]} articles, ${row[9]} targets`)].filter(Boolean).flatMap((told, i) => [i ? " · " : "", told])),
    ],
    articles: ({ row: [id, label, heading, body, clauses], about }) => {
      const name = heading ? marked(`${label ?? ""}${heading}`) : isolated(shown(label || about[1]));
      const inClauses = clauses && answer.words.some((word) => index.fold(clauses).includes(word));
      return [element("h2", {}, element("a", { className: "hit", href: reader(about[0], id) }, name)),
        body ? excerpt(body) : null, inClauses ? excerpt(clauses) : null, origin(about)];
    },
    agencies: ({ row }) => {
      const [id, name, short, , system, task, leads, works, others] = row;
      const words = index.meta.words.system[system];
      return [element("h2", {}, element("a", { className: "hit", href: `agency.html#${encodeURIComponent(id)}` }, marked(name))),
        element("p", {}, element("a", { href: address({ kind: "articles", agency: name }) },
          both(`承担 ${works} 项任务，其中牵头 ${leads} 项`, `given work ${works} times, ${leads} of them in the lead`))),
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
        if (name === "indicator") return target(about, row[0], value, [row[place.scope], row[place.value_text]], row[place.text], row[place.indicator_id]);
        if (name === "comparator" && value) return both(...words.comparator[value]);
        if (name === "value_text") return spoken(value, row[place.kind], row[place.period], row[place.indicator]);
        if (name === "deadline_year") return shown(row[place.deadline] ?? value);
        return value === null ? "" : marked(String(value));
      };
      return element("tr", {}, ...SHOWN.map((name) => element("td", {}, cell(name))), element("td", {}, regionOf(about) ?? ""),
        element("td", {}, element("a", { href: reader(about[0]) }, isolated(shown(about[1])))));
    });
    const table = element("table", {}, element("thead", {}, element("tr", {}, ...head.map((title) => element("th", { scope: "col" }, both(...title))))),
      element("tbody", {}, ...rows));
    return element("div", { className: "wide", tabIndex: 0, role: "region", ariaLabel: say("目标", "Targets") }, table);
  }

  // A value with its period, as values.py says it.
  function spoken(value, kind, period, indicator) {
    if (value === null) return "";
    const label = index.meta.words.period[period];
    if (!label) return marked(value);
    const isTold = /年均|每年|年增|增速|增长率/.test(indicator) || value.includes(label[0]);
    return element("span", {}, isTold ? "" : both(kind === "growth" && period === "year" ? "年均 " : `每${label[0]} `, ""), marked(value), both("", ` a ${label[1]}`));
  }

  // The indicator, and the sentence where only that holds the words.
  function target(about, id, indicator, cells, text, known) {
    const told = index.fold([indicator, ...cells, ...index.meta.indicators[known] ?? [], ...about[7]].join("\n"));
    return element("div", {}, element("a", { className: "hit", href: reader(about[0], id), title: shown(text) }, marked(indicator)),
      known ? element("a", { className: "small", href: `indicators/${encodeURIComponent(known)}.html` }, " ", both("各地比较", "compare")) : "",
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
    try {
      while (mine.next < mine.entries.length) {
        await take(mine, mine.items.length + 500);
        button.textContent = `${Math.floor(100 * mine.next / mine.entries.length)} %`;
      }
    } catch (error) {
      return complain(error);
    }
    const names = Object.keys(index.meta.columns);
    const lines = [[...names, "doc_id", ...Object.keys(index.meta.document_columns)],
      ...mine.items.map(({ row, about }) => [...row, about[0], about[1], about[4], about[3]])];
    const text = `\ufeff${lines.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("")}`;
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: "targets.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    if (mine === answer) show();
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
    const mine = answer, before = mine.shown;
    try {
      await take(mine, before + PAGE);
    } catch (error) {
      return complain(error);
    }
    if (mine !== answer) return;
    mine.shown = before + PAGE;
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
  document.addEventListener("plans:language", () => { if (answer) show(); });

  index.open().then(() => {
    at("q").value = asked().q;
    if (!location.hash) at("q").focus();
    respond();
  }, complain);
})();
