/** The overview: what a year in a place comes down to, and where each figure comes from. */

import { localized } from "./addresses.js";
import { ask } from "./api.js";
import { chosenYear } from "./controls.js";
import { fill, h } from "./dom.js";
import { gridOf } from "./grid.js";
import { headlinesOf } from "./headlines.js";
import { mapOf } from "./map.js";
import { plain } from "./numbers.js";
import { pieceOf } from "./piece.js";
import { publishersOf } from "./publishers.js";
import { openRecords, recordTable } from "./records.js";
import { t, words } from "./texts.js";
import { timelineOf } from "./timeline.js";
import { nothing } from "./waiting.js";

const COUNTRY = "BE";
const LARGEST = 10;
const ROUNDS = "/v1/aggregates/funding-rounds";

/** @param {HTMLElement} root @param {import("./store.js").Store} store */
export function overview(root, store) {
  const year = chosenYear(store);
  const region = store.get("region", COUNTRY);
  const place = words.places[region] ?? region;
  const where = { ...(region === COUNTRY ? {} : { region }), as_of: store.get("as_of") };
  const about = { year, region, place, where, store };
  const headlines = headlinesOf(about);
  const funding = fundingPiece(about);
  // What is seen first is asked first; the rest follows once it is there.
  const rest = { ...about, after: Promise.allSettled([headlines.ready, funding.ready]) };
  fill(
    root,
    h("h1", {}, t("overview.title", { place, year })),
    h("p", { class: "lead" }, t("overview.lead")),
    headlines.section,
    h(
      "div",
      { class: "pieces" },
      funding.section,
      [publishersOf, mapPiece, sectorPiece, stagePiece, unicornPiece, roundsPiece, exitsPiece].map((piece) => piece(rest).section),
    ),
  );
  return () => overview(root, store);
}

/** Below a province there is nothing to part funding by. */
function parts(region) {
  if (region === COUNTRY) return "region";
  return region.length === 3 && region !== "BE1" ? "province" : null;
}

function fundingPiece({ year, region, place, where, store }) {
  const groups = [parts(region), "year"].filter(Boolean);
  const title = t(`funding.title.${parts(region) ?? "year"}`, { place });
  const parameters = { group_by: groups.join(","), measures: "sum", year: `:${Math.max(year, words.years.default)}`, ...where };
  return pieceOf(
    {
      key: "funding",
      title,
      lead: t("funding.lead"),
      request: { path: ROUNDS, parameters, chart: true },
      more: { embed: "records" },
      draw: (answer) => [aggregate(answer, groups, title), coverage(answer)],
      explore: { group_by: groups.join(","), measures: "count,sum", year: parameters.year },
      wide: true,
    },
    store,
  );
}

/** How much of what publishers count the records hold, in the answer's own words. */
function coverage({ meta }) {
  return meta.notes?.length ? h("ul", { class: "notes" }, meta.notes.map((note) => h("li", {}, note))) : null;
}

function mapPiece({ year, region, where, store, after }) {
  const layer = store.get("map") === "province" || region !== COUNTRY ? "nuts2" : "nuts1";
  const group = layer === "nuts1" ? "region" : "province";
  const title = t("map.title", { year });
  const parameters = { group_by: group, measures: "sum", year: String(year), as_of: where.as_of };
  const address = localized(ROUNDS, { ...parameters, embed: "records", labels: "both" });
  return pieceOf(
    {
      after,
      key: "map",
      title,
      lead: t("map.lead"),
      request: { path: ROUNDS, parameters, chart: true },
      more: { embed: "records" },
      extra: levels(layer, store),
      figure: mapOf(layer, async () => (await after, ask(address)), {
        group,
        measure: "sum",
        unit: "EUR",
        title: t("map.label", { title }),
        chosen: region,
        choose: (code) => store.set({ region: code === region || code === "BE10" ? (code === region ? "" : "BE1") : code }),
      }),
      draw: (answer) => aggregate(answer, [group], title),
      explore: { group_by: group, measures: "count,sum", year: String(year) },
    },
    store,
  );
}

function levels(layer, store) {
  const level = (name, key, value) =>
    h("button", { type: "button", "aria-pressed": String(layer === name), on: { click: () => store.set({ map: value }) } }, t(key));
  if (store.get("region")) return null;
  return h("div", { class: "switch", role: "group", "aria-label": t("map.level") }, level("nuts1", "map.regions", ""), level("nuts2", "map.provinces", "province"));
}

function sectorPiece(about) {
  return ranking(about, { key: "sectors", group: "sector", title: t("sectors.title", about), lead: t("sectors.lead"), more: { sort: "-sum", fill: "none" } });
}

function stagePiece(about) {
  return ranking(about, { key: "stages", group: "stage", title: t("stages.title", about), lead: t("stages.lead"), more: { fill: "none", deal_type: "equity" } });
}

/** Funding of the year by one group. */
function ranking({ year, place, where, store, after }, { key, group, title, lead, more }) {
  const parameters = { group_by: group, measures: "count,sum", year: String(year), ...more, ...where };
  return pieceOf(
    {
      after,
      key,
      title,
      lead,
      request: { path: ROUNDS, parameters, chart: true },
      more: { embed: "records" },
      ratio: 0.7,
      draw: (answer) => (answer.items.length ? aggregate(answer, [group], title) : nothing(t("empty.place", { place, year }))),
      explore: { group_by: group, measures: "count,sum", year: String(year), deal_type: more.deal_type },
    },
    store,
  );
}

function unicornPiece({ year, place, where, store, after }) {
  return pieceOf(
    {
      after,
      key: "unicorns",
      title: t("unicorns.title", { place }),
      lead: t("unicorns.lead"),
      request: { path: "/v1/unicorns", parameters: { limit: 100, ...where }, chart: false },
      draw: (answer) => (answer.items.length ? timelineOf(answer.items, year, words.years.last) : nothing(t("unicorns.none", { place }))),
      explore: { dataset: "unicorns", group_by: "year", measures: "count,new,lost" },
      wide: true,
    },
    store,
  );
}

function roundsPiece(about) {
  const { year, place } = about;
  return recordPiece(about, { key: "rounds", dataset: "funding-rounds", title: t("rounds.title", { place, year }), more: { deal_type: "equity", sort: "-amount_eur", limit: LARGEST }, columns: ["company", "amount_eur", "stage", "announced_on"] });
}

function exitsPiece(about) {
  const { year, place } = about;
  return recordPiece(about, { key: "exits", dataset: "exits", title: t("exits.title", { place, year }), more: { sort: "-amount_eur", limit: LARGEST }, columns: ["company", "acquirer", "amount_eur", "announced_on"] });
}

function recordPiece({ year, place, where, store, after }, { key, dataset, title, more, columns }) {
  return pieceOf(
    {
      after,
      key,
      title,
      lead: t(`${key}.lead`),
      request: { path: `/v1/${dataset}`, parameters: { year: String(year), ...more, ...where }, chart: false },
      draw: (answer) =>
        answer.items.length
          ? [recordTable(answer, { caption: title, dataset, columns }), allOf(answer, title)]
          : nothing(t("empty.place", { place, year })),
      explore: { dataset, year: String(year), ...(dataset === "exits" ? { group_by: "exit_kind" } : { group_by: "stage" }) },
    },
    store,
  );
}

/** The way to those of a list that the table has no room for. */
function allOf({ items, meta, links }, title) {
  if (meta.total <= items.length) return null;
  return h("p", { class: "actions" }, h("button", { type: "button", class: "cell", on: { click: () => openRecords(links.self, title) } }, t("records.all", { total: plain(meta.total) })));
}

function aggregate(answer, groups, caption) {
  const open = (item) => item.records && ((name) => openRecords(item.records, name));
  return gridOf(answer, { groups, measures: ["count", "sum"], measure: "sum", caption, open });
}
