/** Numbers, amounts, percentages and dates as the reader's language writes them in Belgium. */

import { t, words } from "./texts.js";

// CLDR gives English in Belgium a decimal comma, which readers of English take for a separator of thousands.
const LOCALES = { en: "en-IE", nl: "nl-BE", fr: "fr-BE", de: "de-BE" };
const MONEY = { EUR: "EUR", USD: "USD" };
const PRECISIONS = {
  day: { day: "numeric", month: "long", year: "numeric" },
  month: { month: "long", year: "numeric" },
  year: { year: "numeric" },
};
const formats = new Map();

/** A formatter, made once per language and options. */
function numbers(options) {
  const key = words.lang + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(LOCALES[words.lang], options));
  return formats.get(key);
}

/**
 * A value with its unit in full, as a sentence holds it: € 1,43 miljard, 70 %, 22.
 * @param {number | null} value
 * @param {string | null} unit a code of the units list
 */
export function say(value, unit) {
  if (value === null || value === undefined) return "–";
  if (unit in MONEY) return money(value, unit, Math.abs(value) >= 1e6 ? "long" : undefined);
  if (unit === "PERCENT") return percent(value / 100);
  if (unit?.endsWith("_PER_CAPITA")) return t("unit.per_capita", { value: money(value, unit.slice(0, 3)) });
  if (unit === "RANK") return t("unit.rank", { value: plain(value) });
  const figure = plain(value);
  return unit && words.texts[`unit.${unit}`] ? t(`unit.${unit}`, { value: figure }) : figure;
}

/** A value in a table: short, with its unit in the heading of the column where it has one. */
export function cell(value, unit) {
  if (value === null || value === undefined) return "–";
  if (unit in MONEY) return numbers({ minimumFractionDigits: 1, maximumFractionDigits: Math.abs(value) < 1e5 ? 3 : 1 }).format(value / 1e6);
  if (unit === "FRACTION") return percent(value);
  if (unit === "PERCENT") return percent(value / 100);
  return plain(value);
}

/** What stands behind a column's label: the unit that its cells leave out. */
export function unitOfCells(unit) {
  if (unit in MONEY) return t(`unit.million_${unit}`);
  return "";
}

/** An amount in a currency; `long` writes millions and milliards as words. */
export function money(value, currency, compactDisplay) {
  const options = { style: "currency", currency, maximumFractionDigits: 0 };
  if (compactDisplay) Object.assign(options, { notation: "compact", compactDisplay, maximumSignificantDigits: 3, maximumFractionDigits: undefined });
  return numbers(options).format(value);
}

/** A plain number. */
export function plain(value) {
  return numbers({ maximumFractionDigits: Math.abs(value) < 100 ? 2 : 1 }).format(value);
}

/** A fraction as a percentage. */
export function percent(fraction, signed = false) {
  const options = { style: "percent", maximumFractionDigits: Math.abs(fraction) < 1 ? 1 : 0 };
  if (signed) options.signDisplay = "exceptZero";
  return numbers(options).format(fraction);
}

/** A date as precisely as it is known. */
export function day(date, precision = "day") {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date ?? "");
  if (!parts) return date ?? "";
  const known = precision === "day" ? (parts[3] ? "day" : parts[2] ? "month" : "year") : precision;
  const moment = new Date(Date.UTC(Number(parts[1]), Number(parts[2] ?? 1) - 1, Number(parts[3] ?? 1)));
  const options = { ...PRECISIONS[known ?? "day"], timeZone: "UTC" };
  const key = words.lang + known;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(LOCALES[words.lang], options));
  return formats.get(key).format(moment);
}

/** A list of names with the language's own "and". */
export function list(names) {
  return new Intl.ListFormat(LOCALES[words.lang], { type: "conjunction" }).format(names);
}

/** A label within a sentence: without its capital, but in German, whose nouns keep theirs. */
export function lowered(label) {
  return words.lang === "de" ? label : label.charAt(0).toLocaleLowerCase(words.lang) + label.slice(1);
}
