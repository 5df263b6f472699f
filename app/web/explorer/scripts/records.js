/** The records behind a figure, one record with its facts, and the sources that it was read in. */

import { api, onThisServer } from "./addresses.js";
import { ask } from "./api.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { cell, day, money, plain, say, unitOfCells } from "./numbers.js";
import { tableOf } from "./table.js";
import { t, words } from "./texts.js";
import { nothing, show } from "./waiting.js";

// List → the columns of its table, as keys of its flat columns.
const COLUMNS = {
  "funding-rounds": ["company", "announced_on", "amount_eur", "stage", "region"],
  exits: ["company", "announced_on", "kind", "acquirer", "amount_eur"],
  unicorns: ["company", "became_on", "latest_valuation_eur", "status", "region"],
  companies: ["name", "region", "sector", "founded_year", "status"],
  valuations: ["company", "valued_on", "valuation_eur", "event"],
  observations: ["indicator", "region", "period", "value", "publisher"],
};
const EMBEDS = {
  "funding-rounds": "company,sources,investors",
  exits: "company,sources",
  unicorns: "company,sources",
  valuations: "company,sources",
  milestones: "companies,sources",
};
const LABEL_OF = { company: "company_name", latest_valuation_eur: "latest_valuation_eur" };
const UNSHOWN = new Set(["id", "links", "null_reasons", "sources", "source", "date_precision", "note", "fx", "amount_status", "revision"]);
const SHOWN_AT_ONCE = 100;

/**
 * Open the records that an address lists.
 * @param {string} link a list of the API
 * @param {string} title
 * @param {() => void} [back]
 */
export function openRecords(link, title, back) {
  const address = inThisView(link, { limit: SHOWN_AT_ONCE });
  const again = () => openRecords(link, title, back);
  openDialog(title, (body) => show(body, () => ask(address), (answer) => listing(answer, address, again)), back);
}

/** Open one record. */
export function openRecord(dataset, id, name, back) {
  const address = api(`/v1/${dataset}/${encodeURIComponent(id)}`, { embed: EMBEDS[dataset], labels: "both", lang: words.lang, ...vintage() });
  openDialog(name, (body) => show(body, () => ask(address), (answer) => details(answer)), back);
}

/** The table of a list's answer, each row of which opens its record. */
export function recordTable(answer, { caption, dataset, columns = COLUMNS[dataset], back }) {
  return tableOf({
    caption,
    columns: columns.map((key, place) => ({
      key,
      label: answer.meta.columns[LABEL_OF[key] ?? key]?.label ?? key,
      unit: key.endsWith("_eur") ? unitOfCells("EUR") : "",
      numeric: key.endsWith("_eur") || key === "value",
      heading: place === 0,
    })),
    rows: answer.items.map((item) =>
      columns.map((key, place) => {
        const text = key.endsWith("_eur") ? cell(item[key], "EUR") : factOf(item, key);
        const value = typeof item[key] === "object" ? item[key]?.id : item[key];
        if (place) return { text, value };
        return { text, value: item.id, open: () => openRecord(dataset, item.id, text, back), name: t("record.open", { name: text }) };
      }),
    ),
  });
}

/** A list of sources: who published what and when, with the way there. */
export function sourceList(sources) {
  if (!sources.length) return nothing(t("sources.none"));
  return h(
    "ol",
    { class: "sources" },
    sources.map((source) =>
      h(
        "li",
        {},
        h("span", { class: "publisher" }, source.publisher),
        source.published_on && h("time", { datetime: source.published_on }, day(source.published_on, source.date_precision)),
        source.url
          ? h("a", { href: source.url, rel: "noopener noreferrer external", target: "_blank", lang: source.language }, source.title, h("span", { class: "unseen" }, ` (${t("new_window")})`))
          : h("span", { lang: source.language }, source.title),
      ),
    ),
  );
}

function listing(answer, address, again) {
  const dataset = new URL(address, location.href).pathname.split("/").pop();
  if (!answer.items.length) return nothing(t("records.none"));
  const { total } = answer.meta;
  const caption = t("records.count", { n: total });
  return [
    h("p", { class: "lead" }, total > answer.items.length ? t("records.first", { shown: plain(answer.items.length), total: plain(total) }) : caption),
    recordTable(answer, { caption, dataset, back: again }),
    h("p", { class: "actions" }, h("a", { href: address }, "JSON"), answer.links.csv && h("a", { href: onThisServer(answer.links.csv) }, "CSV")),
  ];
}

function details({ item, meta }) {
  const sources = Array.isArray(item.sources) ? item.sources : item.source ? [item.source] : [];
  const known = sources.filter((source) => typeof source === "object");
  const facts = Object.keys(item).filter((key) => !UNSHOWN.has(key) && !key.endsWith("_label") && hasFact(item[key]));
  return [
    h(
      "dl",
      { class: "facts" },
      facts.map((key) => h("div", {}, h("dt", {}, labelOfFact(meta, key)), h("dd", {}, factOf(item, key)))),
      item.fx?.rate && h("div", {}, h("dt", {}, t("record.rate")), h("dd", {}, rate(item.fx))),
    ),
    item.note && h("p", { class: "note", lang: "en" }, item.note),
    h("h3", {}, t("sources.title")),
    known.length ? sourceList(known) : nothing(t("sources.none")),
  ];
}

function labelOfFact(meta, key) {
  if (key === "company") return t("record.company");
  return meta.columns[key]?.label ?? meta.columns[`${key}_name`]?.label ?? meta.columns[`${key}_id`]?.label ?? key;
}

function hasFact(value) {
  return value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && !value.length);
}

function rate(fx) {
  return t("record.rate_value", { rate: plain(fx.rate), day: day(fx.date), source: fx.source ?? "" });
}

/** A fact of a record as text: a label before a code, money with its currency, a date as precisely as it is known. */
function factOf(item, key) {
  const value = item[key];
  const label = item[`${key}_label`];
  if (label) return Array.isArray(label) ? label.join(", ") : label;
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.map((part) => (typeof part === "object" ? part.name ?? part.title_en : part)).join(", ");
  if (typeof value === "object") {
    if ("currency" in value) return money(value.value, value.currency);
    return value.name ?? value.title ?? "";
  }
  if (key === "value") return say(value, item.unit);
  if (key.endsWith("_eur") || key === "amount_eur_reported") return money(value, "EUR");
  if (key.endsWith("_usd")) return money(value, "USD");
  if (/(_on|_date|ended_on)$/.test(key)) return day(value, item.date_precision);
  return String(value);
}

/** A list that the API links to, in the language of the page and as of its day. */
export function inThisView(link, more = {}) {
  const url = new URL(onThisServer(link), location.href);
  for (const [name, value] of Object.entries({ ...vintage(), ...more, labels: "both", lang: words.lang })) url.searchParams.set(name, value);
  return url.pathname + url.search.replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** The vintage that the whole page is read as of. */
function vintage() {
  const date = new URLSearchParams(location.search).get("as_of");
  return date ? { as_of: date } : {};
}
