/** The words of the page in the reader's language, and the catalogue of what can be asked. */

const KEPT = "betech-language";

/** @typedef {{lang: string, texts: Record<string, string>, catalogue: any, languages: Record<string, string>}} Words */

/** @type {Words} */
export let words;

/**
 * Load the words: those that came with the page, or those of the language that the reader chose before.
 * An address that names a language comes first.
 */
export async function loadWords(named) {
  const shipped = JSON.parse(document.getElementById("words").textContent);
  const chosen = named || localStorage.getItem(KEPT) || shipped.lang;
  words = chosen === shipped.lang || !(chosen in shipped.languages) ? shipped : await fetchWords(shipped, chosen);
  document.documentElement.lang = words.lang;
}

/** Remember the reader's language and load its words. */
export async function chooseLanguage(lang) {
  localStorage.setItem(KEPT, lang);
  words = await fetchWords(words, lang);
  document.documentElement.lang = lang;
}

/**
 * A text; `{name}` stands for a value, and where a key has `.one` and `.other` the number `n` chooses.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const counted = "n" in values && !(key in words.texts);
  const chosen = counted ? `${key}.${new Intl.PluralRules(words.lang).select(Number(values.n)) === "one" ? "one" : "other"}` : key;
  const text = words.texts[chosen];
  if (text === undefined) throw new Error(`No text for '${chosen}'`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** Whether there is a text for a key. */
export function hasText(key) {
  return key in words.texts;
}

async function fetchWords(current, lang) {
  const answer = await fetch(current.addresses.words.replace("{lang}", lang));
  if (!answer.ok) throw new Error(`The words of '${lang}' could not be loaded`);
  return answer.json();
}
