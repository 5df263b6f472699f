/** The headline figures: value, change, a mark that says whose figure it is, and at once whether publishers disagree. */

import { localized } from "./addresses.js";
import { ask } from "./api.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { figureOf } from "./figure.js";
import { list, percent, plain, say } from "./numbers.js";
import { inThisView, openRecords } from "./records.js";
import { openTake } from "./take.js";
import { t } from "./texts.js";
import { nothing, show } from "./waiting.js";

// What most readers look for stands first; the others follow in the order of the answer.
const FIRST = ["tech_funding_total", "tech_funding_deals", "unicorn_count", "exit_count", "startup_funding_incl_biotech", "ai_funding_share"];

/** @param {{year: number, region: string, place: string, where: object}} about */
export function headlinesOf({ year, region, place, where }) {
  const parameters = { year: String(year), region, as_of: where.as_of };
  const cited = { path: "/v1/observations", parameters: { headline: "true", ...parameters } };
  const request = { path: "/v1/overview", parameters, chart: false, files: ["json"], cited };
  const box = h("div", { class: "headline-grid" });
  const ready = show(
    box,
    () => ask(localized(request.path, request.parameters)),
    ({ item }) => {
      const known = item.figures.filter((figure) => figure.value !== null).toSorted((a, b) => placeOf(a) - placeOf(b));
      const missing = item.figures.filter((figure) => figure.value === null);
      return [
        known.length ? known.map((figure) => cardOf(figure, year)) : nothing(t("empty.place", { place, year })),
        missing.length > 0 && h("p", { class: "missing" }, t("headlines.missing", { names: list(missing.map((figure) => figure.label)) })),
      ];
    },
  );
  const section = h(
    "section",
    { class: "headlines", "aria-label": t("headlines.label"), "data-piece": "headlines" },
    box,
    h(
      "p",
      { class: "piece-tools" },
      h("button", { type: "button", "aria-label": t("piece.take_named", { title: t("headlines.label") }), on: { click: () => openTake(request, t("headlines.label")) } }, t("piece.take")),
    ),
  );
  return { section, ready };
}

function placeOf({ indicator }) {
  return FIRST.includes(indicator) ? FIRST.indexOf(indicator) : FIRST.length;
}

/** One figure. */
function cardOf(figure, year) {
  return h(
    "article",
    { class: "headline", "data-indicator": figure.indicator, "data-from": figure.from },
    h("h2", {}, figure.label),
    h(
      "p",
      { class: "value", "data-value": figure.value },
      say(figure.value, figure.unit),
      figure.period !== String(year) && h("small", {}, ` ${figure.period}`),
    ),
    changeOf(figure, year),
    markOf(figure),
    agreementOf(figure),
    figure.from === "published" && figure.records && ownOf(figure),
  );
}

function changeOf({ change, unit }, year) {
  if (!change) return null;
  const fraction = change.unit === "RATIO" && unit !== "RATIO";
  const said = fraction ? percent(change.value, true) : unit === "PERCENT" ? t("headlines.points", { value: signed(change.value) }) : signed(change.value);
  return h("p", { class: "change", "data-change": change.value }, h("span", { "aria-hidden": "true" }, change.value > 0 ? "▲ " : change.value < 0 ? "▼ " : ""), t("headlines.change", { change: said, year: year - 1 }));
}

function signed(value) {
  return (value > 0 ? "+" : "") + plain(value);
}

/** Whose figure it is: ours, with the records behind it, or somebody else's, with what was published. */
function markOf(figure) {
  if (figure.from === "records") {
    const said = t(figure.records.is_sample ? "mark.sample" : "mark.records");
    const open = () => openRecords(figure.records.links.records, figure.label);
    return mark("records", said, t("mark.open_records", { name: figure.label }), open);
  }
  return mark("published", t("mark.published", { publisher: figure.publisher }), t("mark.open_sources", { name: figure.label }), () => openPublished(figure));
}

function mark(kind, text, name, open) {
  return h("p", {}, h("button", { type: "button", class: `mark ${kind}`, "aria-label": `${text}. ${name}`, on: { click: open } }, text));
}

/** How many publishers there are, and how far apart they stand. */
function agreementOf(figure) {
  if (figure.publishers < 2) return null;
  const [min, max] = [say(figure.range.min, figure.unit), say(figure.range.max, figure.unit)];
  const spread = min === max ? min : t("headlines.range", { min, max });
  const text = t(figure.disputed ? "headlines.disagree" : "headlines.agree", { n: plain(figure.publishers), range: spread });
  return h("p", { class: `agreement${figure.disputed ? " disputed" : ""}` }, h("button", { type: "button", class: "cell", on: { click: () => openPublished(figure) } }, text));
}

function ownOf({ records, unit, label }) {
  const open = () => openRecords(records.links.records, label);
  return h("p", { class: "own" }, h("button", { type: "button", class: "cell", on: { click: open } }, t("headlines.own", { value: say(records.value, unit) })));
}

/** Every value that was published of the same thing, each with its source. */
function openPublished(figure) {
  const address = inThisView(figure.links.observations, { limit: 100 });
  openDialog(figure.label, (body) =>
    show(
      body,
      () => ask(address),
      ({ items }) => (items.length ? h("ul", { class: "figures" }, items.toSorted((a, b) => b.value - a.value).map((figure) => figureOf(figure))) : nothing(t("sources.none"))),
    ),
  );
}
