// What is asked, as it stands in the address after #, and the answer: entries that hold the words and pass the filters.
"use strict";
window.plansAnswers = (() => {
  const index = window.plansIndex;
  const FACETS = {  // of each kind
    documents: ["region", "year", "type", "genre", "subject"],
    articles: ["region", "year", "type", "subject", "function"],
    targets: ["region", "year", "type", "subject", "due", "function"],
    agencies: ["region", "function"],
  };
  const KEYS = ["q", "kind", "region", "year", "type", "genre", "subject", "due", "function", "with", "agency"];
  const columns = {};  // facet → (entry → number of its value, 0 for none)

  function asked() {
    const given = new URLSearchParams(location.hash ? location.hash.slice(1) : location.search);
    const state = Object.fromEntries(KEYS.map((key) => [key, given.get(key) ?? ""]));
    if (!Object.hasOwn(FACETS, state.kind)) state.kind = "";  // whichever has the best hits
    return state;
  }

  function address(state) {
    const kept = KEYS.filter((key) => state[key]);
    return `#${new URLSearchParams(kept.map((key) => [key, state[key]]))}`;
  }

  function openColumns() {
    const { meta, numbers, documentOf, first } = index;
    const ofDocument = { region: numbers(meta.region), year: numbers(meta.years), type: numbers(meta.type), genre: numbers(meta.genre), subject: numbers(meta.subject) };
    const regionOfAgency = numbers(meta.agency_region);
    for (const [facet, values] of Object.entries(ofDocument)) {
      columns[facet] = (entry) => (entry < first[3] ? values[documentOf[entry]] : facet === "region" ? regionOfAgency[entry - first[3]] : 0);
    }
  }
  async function openDue() {
    const due = index.numbers(await index.load("due"));
    columns.due = (entry) => due[entry - index.first[2]];
  }

  // Facets whose values are places in a list, from 1. A value that nothing has is looked for as -1.
  const listed = (facet) => ({ region: index.meta.regions.map(([zh]) => zh), type: index.meta.types, genre: Object.keys(index.meta.words.genre), subject: Object.keys(index.meta.words.subject) })[facet];
  const valueOf = (facet, number) => (listed(facet) ? listed(facet)[number - 1] : String(number));
  const numberOf = (facet, value) => (listed(facet) ? listed(facet).indexOf(value) + 1 : Number(value)) || -1;

  // The entries that an agency, or the agencies of a function, work on; null where nobody asked.
  async function workedOn({ function: one, with: other, agency }) {
    if (!one && !other && !agency) return null;
    const lists = [];
    for (const name of [one, other].filter(Boolean)) {
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

  // `entries` are candidates, the best first; `counts` is how many there are of each kind; `of` counts, for each facet
  // of the kind that is asked for, its values among what all other filters let through.
  async function find(given) {
    if (!columns.region) openColumns();
    const words = index.words(given.q);
    const [marks, allowed] = await Promise.all([index.find(words), workedOn(given)]);
    const state = { ...given, kind: given.kind || await bestKind(words, marks, allowed) };
    if (state.kind === "targets" && !columns.due) await openDue();
    const found = { state, words, items: [], next: 0, dropped: 0, counts: {}, of: {} };
    const ranked = [[], [], [], []];
    index.KINDS.forEach((kind, place) => {
      const facets = FACETS[kind].filter((facet) => columns[facet] && (facet !== "due" || kind === state.kind));
      const wanted = facets.map((facet) => (state[facet] ? numberOf(facet, state[facet]) : null));
      const counts = facets.map(() => new Array(4096).fill(0));  // of each value
      const isAsked = kind === state.kind;
      found.counts[kind] = 0;
      for (let entry = index.first[place]; entry < (index.first[place + 1] ?? index.total); entry++) {
        if (!marks[entry] || (allowed && !allowed.has(entry))) continue;
        let failed = 0, failing = -1;
        for (let i = 0; i < facets.length; i++) {
          if (wanted[i] !== null && columns[facets[i]](entry) !== wanted[i]) { failed++; failing = i; }
        }
        if (!failed) found.counts[kind]++;
        if (!isAsked || failed > 1) continue;
        if (!failed) ranked[marks[entry]].push(entry);
        for (let i = 0; i < facets.length; i++) {
          if (failed && i !== failing) continue;
          const value = columns[facets[i]](entry);
          counts[i][value] = (counts[i][value] ?? 0) + 1;
        }
      }
      if (isAsked) facets.forEach((facet, i) => {
        found.of[facet] = counts[i].map((n, value) => [value, n]).filter(([value, n]) => value && n);
      });
    });
    found.entries = [...ranked[3], ...ranked[2], ...ranked[1]];
    found.isExact = words.every(index.isExact);
    return found;
  }

  // The kind with the best hits. A question that is a name opens on what it names: a place on its targets, a genre on
  // its documents, 省发改委 or 工信 on agencies, an indicator on its targets, a title on its document. All else is
  // looked for in what texts say.
  const ORDER = ["articles", "targets", "documents", "agencies"];
  const BODY = /[委局厅部办院会府处署行司]$/;
  const A_TITLE = 10;  // signs, at least
  async function bestKind(words, marks, allowed) {
    if (!words.length) return "articles";
    const hits = (kind, least) => {
      const place = index.KINDS.indexOf(kind), found = [];
      for (let entry = index.first[place]; entry < (index.first[place + 1] ?? index.total) && found.length < 8; entry++) {
        if (marks[entry] >= least && (!allowed || allowed.has(entry))) found.push(entry);
      }
      return found;
    };
    const named = new Set(words.map(index.naming)), question = words.join(" ");
    const of = named.has("") ? "" : named.has("kinds") ? "documents" : "targets";
    if (of && hits(of, 1).length) return of;
    const isCalled = ({ row: [, name, short, ...rest] }) => [name, short, ...rest.at(-4), ...rest.at(-3)].some((each) =>
      each && (index.fold(each) === question || (BODY.test(question) && index.fold(each).endsWith(question))));
    const isFunction = index.meta.functions_en.includes(question);
    if (isFunction || (await Promise.all(hits("agencies", 3).map(index.read))).some(isCalled)) return "agencies";
    const isIndicator = Object.values(index.meta.indicators).flat().some((name) => index.fold(name) === question);
    if (isIndicator && hits("targets", 1).length) return "targets";
    if (question.length >= A_TITLE && hits("documents", 3).length) return "documents";
    return ORDER.find((kind) => hits(kind, 1).length) ?? "articles";
  }

  // Read on until there are so many items, or all. The index knows pairs of signs; the text says whether they make the
  // word. One reads at a time.
  function take(found, until) {
    found.taking = (found.taking ?? Promise.resolve()).catch(() => {}).then(async () => {
      while (found.items.length < until && found.next < found.entries.length) {
        const few = Math.min(Math.max(until - found.items.length, 10), 100);
        const items = await Promise.all(found.entries.slice(found.next, found.next + few).map(index.read));
        const held = items.filter((item) => found.isExact || holds(item, found.words));
        found.items.push(...held);
        found.dropped += items.length - held.length;
        found.next += items.length;
      }
    });
    return found.taking;
  }
  function holds({ row, about }, words) {
    const text = index.fold([row, about, index.meta.indicators[row.at(-1)]].flat(2).filter((value) => value !== null).join("\n"));
    return words.every((word) => text.includes(word));
  }

  return { FACETS, asked, address, find, take, valueOf };
})();
