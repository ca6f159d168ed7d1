// The index of search in the browser: parts are loaded when they are needed, keys looked up, lists of entries met.
// What an entry is, and how keys are made of a text, is told in search_entries.py and search_words.py.
"use strict";
window.plansIndex = (() => {
  const parts = new Map();  // name → {value: a promise, give, fail}
  window.plansPart = (name, value) => parts.get(name)?.give(value);

  // Scripts, not fetch: a page on the disk may load them.
  function load(name) {
    if (!parts.has(name)) {
      const part = {};
      part.value = new Promise((give, fail) => Object.assign(part, { give, fail }));
      parts.set(name, part);
      const script = document.createElement("script");
      script.src = `search/${name}.js`;
      script.onload = () => { part.fail(new Error(`${name} is damaged`)); script.remove(); };  // too late if it was given
      script.onerror = () => { part.fail(new Error(`${name} cannot be loaded`)); parts.delete(name); script.remove(); };
      document.head.append(script);
    }
    return parts.get(name).value;
  }

  // Numbers stand in text as digits of five bits, the lowest first; the sixth bit says that another digit follows.
  const DIGIT = new Uint8Array(128);
  [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].forEach((sign, value) => {
    DIGIT[sign.charCodeAt(0)] = value;
  });
  function numbers(text) {
    const found = new Uint32Array(text.length);
    let size = 0;
    for (let i = 0, value = 0, shift = 0; i < text.length; i++) {
      const digit = DIGIT[text.charCodeAt(i)];
      value |= (digit & 31) << shift;
      shift += 5;
      if (digit < 32) {
        found[size++] = value;
        value = shift = 0;
      }
    }
    return found.subarray(0, size);
  }

  // A list of posts: entries, each with a bit that is set for a heading, or for the agency in the lead.
  function posts(text) {
    const found = numbers(text);
    for (let i = 0, entry = 0; i < found.length; i++) {
      entry += found[i] >>> 1;
      found[i] = (entry << 1 | found[i] & 1) >>> 0;
    }
    return found;
  }

  const KINDS = ["documents", "articles", "targets", "agencies"];
  const index = { load, numbers, posts, KINDS };
  let meta, folding, runs;

  index.open = async () => {
    meta = index.meta = await load("meta");
    folding = new Map([...meta.fold[0]].map((sign, i) => [sign, meta.fold[1][i]]));
    runs = new RegExp(`[0-9a-z]+|[${meta.wide}]+`, "gu");
    const counts = { articles: numbers(meta.articles), targets: numbers(meta.targets) };
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    const sizes = [counts.articles.length, sum(counts.articles), sum(counts.targets), meta.agencies];
    index.first = sizes.map((_, kind) => sum(sizes.slice(0, kind)));  // of each kind
    index.total = sum(sizes);
    index.documentOf = new Uint32Array(index.first[3]);  // entry → document
    index.firsts = {};  // kind → the first entry of each document
    for (let i = 0; i < sizes[0]; i++) index.documentOf[i] = i;
    for (const kind of ["articles", "targets"]) {
      let at = index.first[KINDS.indexOf(kind)];
      index.firsts[kind] = Array.from(counts[kind], (n, i) => {
        index.documentOf.fill(i, at, at += n);
        return at - n;
      });
    }
  };

  index.kindOf = (entry) => KINDS[index.first.findLastIndex((first) => entry >= first)];

  // A text as it is searched: small letters, half-width, simplified; every place in it stays where it is.
  index.fold = (text) => {
    let folded = "";
    for (const sign of text) folded += folding.get(sign) ?? sign;
    return folded;
  };

  // The keys that an entry must hold to hold a word. A word of one sign is the beginning of keys.
  function keysOf(word) {
    const found = (word.match(runs) ?? []).map((run) => {
      const size = /^[0-9a-z]/.test(run) ? 3 : 2;
      return { signs: [...run], size };
    });
    const telling = found.filter(({ signs }) => signs.length > 1);
    const keys = new Map();
    for (const { signs, size } of telling.length ? telling : found.slice(0, 1)) {
      if (signs.length < size) keys.set(signs.join(""), true);
      for (let i = 0; i + size <= signs.length; i++) keys.set(signs.slice(i, i + size).join(""), false);
    }
    return [...keys].map(([key, isPrefix]) => ({ key, isPrefix }));
  }

  // The words of a question; signs that no key is made of are no word.
  index.words = (question) => index.fold(question).split(/\s+/u).filter((word) => keysOf(word).length);

  // Whether keys tell of a word all that there is to tell, so that its entries need not be read.
  index.isExact = (word) => {
    const keys = keysOf(word);
    return keys.length === 1 && [...keys[0].key].length === [...word].length;
  };

  // What of a document a word names, where it does: "places", "kinds" (its genre); 甘肃 for 甘肃省.
  index.naming = (word) => {
    const { places, kinds } = meta.naming;
    const from = before(places, word);
    if (places[from] === word || ([...word].length > 1 && /[^\x00-\x7f]/.test(word) && places[from]?.startsWith(word))) return "places";
    return kinds[before(kinds, word)] === word ? "kinds" : "";
  };

  // How many of some sorted texts come before a key.
  function before(texts, key) {
    let low = 0;
    for (let high = texts.length; low < high;) {
      const middle = (low + high) >> 1;
      if (texts[middle] < key) low = middle + 1; else high = middle;
    }
    return low;
  }

  const opened = new Map();
  async function terms(place) {
    if (!opened.has(place)) {
      const [keys, lists] = await load(`terms/${place}`);
      opened.set(place, { keys: keys.split(" "), lists: lists.split(" ") });
    }
    return opened.get(place);
  }

  // The lists of a key, or of all keys that begin with it.
  async function lookUp({ key, isPrefix }) {
    const last = before(meta.parts, key + (isPrefix ? "\u{3ffff}" : "\0"));
    const places = [];
    for (let place = Math.max(0, before(meta.parts, key + "\0") - 1); place < last; place++) places.push(place);
    const found = [];
    for (const { keys, lists } of await Promise.all(places.map(terms))) {
      for (let i = before(keys, key); i < keys.length && (isPrefix ? keys[i].startsWith(key) : keys[i] === key); i++) {
        found.push(posts(lists[i]));
      }
    }
    return found;
  }

  // For each entry: 3 where headings hold the word, 2 where its text does, 1 where only the titles of its document do.
  async function marksOf(word) {
    let marks = null;
    for (const lists of await Promise.all(keysOf(word).map(lookUp))) {
      const next = new Uint8Array(index.total);
      for (const list of lists) {
        for (const post of list) {
          const entry = post >>> 1, mark = marks ? Math.min(marks[entry], 2 | post & 1) : 2 | post & 1;
          if (mark > next[entry]) next[entry] = mark;
        }
      }
      marks = next;
    }
    return marks;
  }

  function markInside(marks, mark) {
    for (let document = 0; document < index.first[1]; document++) {
      if (!marks[document]) continue;
      for (const kind of ["articles", "targets"]) {
        const end = index.firsts[kind][document + 1] ?? index.first[KINDS.indexOf(kind) + 1];
        for (let entry = index.firsts[kind][document]; entry < end; entry++) marks[entry] = Math.max(marks[entry], mark);
      }
    }
  }

  // For each entry how well it answers to all words: 3, 2, 1 as above, 0 for not at all. Of several words, one at
  // least must stand in the entry itself, or name what its document is of.
  index.find = async (words) => {
    const all = await Promise.all(words.map(marksOf));
    const best = new Uint8Array(index.total).fill(all.length ? 3 : 2);
    const own = new Uint8Array(index.total);
    for (const [at, marks] of all.entries()) {
      for (let entry = 0; entry < index.total; entry++) if (marks[entry] > 1) own[entry] = 1;
      const isNaming = index.naming(words[at]) !== "";
      markInside(marks, isNaming ? 3 : 1);
      if (isNaming) for (let entry = 0; entry < index.total; entry++) if (marks[entry]) own[entry] = 1;
      for (let entry = 0; entry < index.total; entry++) if (marks[entry] < best[entry]) best[entry] = marks[entry];
    }
    if (all.length) for (let entry = 0; entry < index.total; entry++) if (!own[entry]) best[entry] = 0;
    return best;
  };

  const listed = async (kind, place) =>
    (await load(`${kind}/${Math.floor(place / meta.together)}`))[place % meta.together];

  // What an entry says: its kind, its row, and about its document.
  index.read = async (entry) => {
    const kind = index.kindOf(entry);
    const place = entry - index.first[KINDS.indexOf(kind)];
    if (kind === "documents" || kind === "agencies") {
      const row = await listed(kind, place);
      return { kind, row, about: kind === "documents" ? row : null };
    }
    const document = index.documentOf[entry];
    const [about, rows] = await load(`${kind}/${(await listed("documents", document))[0]}`);
    return { kind, about, row: rows[entry - index.firsts[kind][document]] };
  };

  return index;
})();
