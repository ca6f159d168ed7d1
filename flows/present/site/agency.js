// The page of an agency: its id stands in the address after #, and its part of the data comes as a script. All text
// goes in as text.
"use strict";
(() => {
  const { both } = window.plans;
  const place = document.getElementById("agency");
  const words = JSON.parse(place.dataset.words);
  const parts = new Map();  // part → what waits for it
  window.plansAgencies = (part, rows) => parts.get(part)?.give(rows);

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }
  const shown = (text) => element("bdi", { lang: "zh-Hans", textContent: String(text ?? "").replace(/[\p{Cc}\p{Cf}]/gu, " ") });
  const link = (href, ...children) => element("a", { href }, ...children);
  const reader = (doc, anchor) => `documents/${encodeURIComponent(doc)}.html${anchor ? `#${encodeURIComponent(anchor)}` : ""}`;
  const section = (zh, en, ...children) => element("section", {}, element("h2", {}, both(zh, en)), ...children);
  const grouped = (n) => n.toLocaleString("en");

  function load(part) {
    if (!parts.has(part)) {
      const waiting = {};
      waiting.rows = new Promise((give, fail) => Object.assign(waiting, { give, fail }));
      parts.set(part, waiting);
      const script = element("script", { src: `agencies/${part}.js`, onload: () => waiting.fail(), onerror: () => waiting.fail() });
      document.head.append(script);
    }
    return parts.get(part).rows;
  }

  const COLUMNS = ["id", "name", "task", "system", "region", "counts", "written", "partners", "work", "targets"];
  async function open() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id || !document.getElementById("agency")) return;
    const part = [...id].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 65521, 0) % Number(place.dataset.parts);
    const rows = await load(part).catch(() => []);
    const row = rows.find(([each]) => each === id);
    if (row) show(Object.fromEntries(COLUMNS.map((name, at) => [name, row[at]])));
    else place.replaceChildren(element("h1", {}, both("没有这个机构", "There is no such agency")),
      element("p", {}, link("search.html#kind=agencies", both("查找机构", "Find an agency"))));
  }

  function show({ name, task, system, region, counts: [leads, all, articles, targets], written, partners, work, targets: given }) {
    document.title = name;
    const told = [task && link(`search.html#${new URLSearchParams({ kind: "agencies", function: task[0] })}`, both(...task)),
      words.systems[system] && words.systems[system][0] !== task?.[0] && both(...words.systems[system]), region && regionOf(region)].filter(Boolean);
    const years = ([, , from, to]) => (from ? ` ${from}${to > from ? `–${to}` : ""}` : "");
    const allOf = (kind) => `search.html#${new URLSearchParams({ kind, agency: name })}`;
    place.replaceChildren(
      element("p", { className: "crumbs" }, ...told.flatMap((each, at) => [at ? " · " : "", each])),
      element("h1", {}, shown(name)),
      element("p", { className: "lead" }, both(`在 ${grouped(articles)} 个条目里承担 ${grouped(all)} 项任务，其中牵头 ${grouped(leads)} 项`,
        `given work ${grouped(all)} times in ${grouped(articles)} articles, ${grouped(leads)} of them in the lead`)),
      element("div", { className: "pairs" },
        written.length ? section("各文件的写法", "How texts write it", element("ul", {}, ...written.map((each) => element("li", {}, shown(each[0]),
          element("span", { className: "small faint" }, years(each), both(` · ${grouped(each[1])} 次`, ` · ${grouped(each[1])} times`)))))) : null,
        partners.length ? section("常与谁一起", "With whom", element("ul", {}, ...partners.map(([id, other, n]) => element("li", {},
          link(`#${encodeURIComponent(id)}`, shown(other)), element("span", { className: "small faint" }, both(` ${grouped(n)} 个条目`, ` ${grouped(n)} articles`)))))) : null),
      given.length ? section("所承担条目中的目标", "Targets in its articles", element("ul", { className: "work" }, ...given.map(target)),
        targets > given.length ? element("p", {}, link(allOf("targets"), both(`全部 ${grouped(targets)} 个`, `All ${grouped(targets)}`))) : null) : null,
      work.length ? section("承担的工作", "Its work", element("ul", { className: "work" }, ...work.map(document_)),
        element("p", {}, link(allOf("articles"), both("在检索中查看全部", "See all in search")))) : null);
  }
  const regionOf = ([code, zh, en]) => {
    const named = zh === en ? shown(zh) : both(zh, en);
    return code ? link(`regions/${encodeURIComponent(code)}.html`, named) : named;
  };

  function target([doc, id, indicator, name, value, due]) {
    return element("li", {}, link(reader(doc, id), shown(name)), " ",
      element("span", { className: "value" }, value[0] === value[1] ? shown(value[0]) : both(...value)),
      due ? element("span", { className: "faint small" }, ` ${due}`) : null,
      indicator ? element("span", { className: "small" }, " · ", link(`indicators/${encodeURIComponent(indicator)}.html`, both("各地比较", "compare"))) : null);
  }
  function document_([doc, title, date, articles]) {
    return element("li", {}, link(reader(doc), shown(title)), element("span", { className: "small faint" }, date ? ` ${date}` : ""),
      element("ul", {}, ...articles.map(([id, heading, role]) => element("li", {}, element("span", { className: "tag" }, both(...words.roles[role])), " ",
        link(reader(doc, id), heading ? shown(heading) : both("条目", "article"))))));
  }

  addEventListener("hashchange", open);
  open();
})();
