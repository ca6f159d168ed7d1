// What is asked, as it stands in the address after #, and the answer: entries that hold the words and pass the filters.
"use strict";
window.plansAnswers = (() => {
  const index = window.plansIndex;
  const FACETS = {  // of each kind
    documents: ["region", "year", "type"],
    articles: ["region", "year", "type", "function"],
    targets: ["region", "year", "type", "due", "function"],
    agencies: ["region", "function"],
  };
  const KEYS = ["q", "kind", "region", "year", "type", "due", "function", "agency"];
  const columns = {};  // facet → (entry → number of its value, 0 for none)

  function asked() {
    const given = new URLSearchParams(location.hash ? location.hash.slice(1) : location.search);
    const state = Object.fromEntries(KEYS.map((key) => [key, given.get(key) ?? ""]));
    if (!Object.hasOwn(FACETS, state.kind)) state.kind = "articles";
    return state;
  }

  function address(state) {
    const kept = KEYS.filter((key) => state[key] && !(key === "kind" && state[key] === "articles"));
    return `#${new URLSearchParams(kept.map((key) => [key, state[key]]))}`;
  }

  function openColumns() {
    const { meta, numbers, documentOf, first } = index;
    const ofDocument = { region: numbers(meta.region), year: numbers(meta.years), type: numbers(meta.type) };
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
  const listed = (facet) => ({ region: index.meta.regions.map(([zh]) => zh), type: index.meta.types })[facet];
  const valueOf = (facet, number) => (listed(facet) ? listed(facet)[number - 1] : String(number));
  const numberOf = (facet, value) => (listed(facet) ? listed(facet).indexOf(value) + 1 : Number(value)) || -1;

  // The entries that an agency, or the agencies of a function, work on; null where nobody asked.
  async function workedOn({ function: name, agency }) {
    if (!name && !agency) return null;
    const lists = [];
    const place = index.meta.functions.indexOf(name);
    if (name) lists.push(place < 0 ? "" : await index.load(`functions/${place}`));
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
  async function find(state) {
    if (!columns.region) openColumns();
    if (state.kind === "targets" && !columns.due) await openDue();
    const words = index.words(state.q);
    const [marks, allowed] = await Promise.all([index.find(words), workedOn(state)]);
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
    const text = index.fold([row, about].flat(2).filter((value) => value !== null).join("\n"));
    return words.every((word) => text.includes(word));
  }

  return { FACETS, asked, address, find, take, valueOf };
})();
