// Language and theme. It stands in the head, so that a page is never shown in the wrong ones.
"use strict";
(() => {
  const html = document.documentElement;
  html.classList.add("js");

  // Storage may be refused (pages from the disk, private windows): the choice then holds for the page.
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* it holds for this page */ } };

  const language = () => html.dataset.lang;
  const isDark = () => html.dataset.theme
    ? html.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

  function speak(lang) {
    html.dataset.lang = lang;
    html.lang = lang === "en" ? "en" : "zh-Hans";
    const title = document.querySelector("title");
    if (title?.dataset[lang]) document.title = title.dataset[lang];
  }

  function speakAttributes(within = document) {
    for (const element of within.querySelectorAll("[data-attr]")) {
      element.setAttribute(element.dataset.attr, element.dataset[language()]);
    }
  }

  // A page is the same in every release that has it: for version, day and year of the one that it is in, which only
  // data/release.js says, it has these words between word joiners.
  const told = (text) => text.replace(/\u2060(\w+)\u2060/g, (given, word) => window.plansRelease?.[word] ?? given);

  function tellRelease() {
    if (!window.plansRelease) return;
    for (const element of document.querySelectorAll("[data-release]")) element.textContent = told(element.dataset.release);
  }

  const changed = (what) => document.dispatchEvent(new CustomEvent(`plans:${what}`));

  if (recall("plans-lang") === "en") speak("en");
  const theme = recall("plans-theme");
  if (theme === "dark" || theme === "light") html.dataset.theme = theme;

  // Paper is white.
  let onScreen;
  addEventListener("beforeprint", () => {
    onScreen = html.dataset.theme;
    html.dataset.theme = "light";
    changed("theme");
  });
  addEventListener("afterprint", () => {
    if (onScreen) html.dataset.theme = onScreen;
    else delete html.dataset.theme;
    changed("theme");
  });

  document.addEventListener("DOMContentLoaded", () => {
    const toLanguage = document.getElementById("language");
    const toTheme = document.getElementById("theme");
    const label = () => {
      toLanguage.textContent = language() === "en" ? "中文" : "English";
      toLanguage.lang = language() === "en" ? "zh-Hans" : "en";
      toTheme.setAttribute("aria-pressed", String(isDark()));
    };
    toLanguage.addEventListener("click", () => {
      speak(language() === "en" ? "zh" : "en");
      keep("plans-lang", language());
      speakAttributes();
      label();
      changed("language");
    });
    toTheme.addEventListener("click", () => {
      html.dataset.theme = isDark() ? "light" : "dark";
      keep("plans-theme", html.dataset.theme);
      label();
      changed("theme");
    });
    speak(language());
    speakAttributes();
    tellRelease();
    label();
    document.addEventListener("click", copy);
  });

  // A button with data-copy="#id" copies the text of that element.
  async function copy(event) {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const source = document.querySelector(button.dataset.copy);
    const said = await toClipboard(source);
    button.dataset.said = said ? "done" : "";
    setTimeout(() => delete button.dataset.said, 2000);
  }

  async function toClipboard(source) {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      return true;
    } catch {  // not a secure context: select it, so that Ctrl+C copies
      getSelection().selectAllChildren(source);
      return document.execCommand?.("copy") ?? false;
    }
  }

  // For the scripts of single pages. Text goes into a page as text only.
  window.plans = {
    language,
    isDark,
    told,
    speakAttributes,
    say: (zh, en) => (language() === "en" ? en : zh),
    both(zh, en) {  // what the macro t() makes
      const made = document.createDocumentFragment();
      for (const [lang, text] of [["zh-Hans", zh], ["en", en]]) {
        const span = document.createElement("span");
        span.className = "t";
        span.lang = lang;
        span.textContent = text;
        made.append(span);
      }
      return made;
    },
  };
})();
