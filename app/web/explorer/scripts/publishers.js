/** Who says what: our own sum and every published figure of the same thing side by side, with a verdict on each difference. */

import { h } from "./dom.js";
import { percent, say } from "./numbers.js";
import { pieceOf } from "./piece.js";
import { openRecords, sourceList } from "./records.js";
import { t } from "./texts.js";
import { nothing } from "./waiting.js";

const INDICATOR = "tech_funding_total";

/** @param {{year: number, region: string, place: string, where: object, store: any, after: Promise<any>}} about */
export function publishersOf({ year, region, place, where, store, after }) {
  const title = t("publishers.title", { place, year });
  const parameters = { indicator: INDICATOR, region, year: String(year), as_of: where.as_of };
  return pieceOf(
    {
      key: "publishers",
      after,
      title,
      lead: t("publishers.lead"),
      request: { path: "/v1/reconciliation", parameters, chart: false, files: ["json", "csv", "xlsx"], cited: { path: "/v1/observations", parameters } },
      draw: ({ items }) => (items[0]?.published.length ? comparison(items[0]) : nothing(t("publishers.none", { place, year }))),
      explore: { dataset: "observations", indicator: INDICATOR, region },
    },
    store,
  );
}

function comparison({ records, published, coverage, unit }) {
  const top = Math.max(records.value ?? 0, ...published.map((figure) => figure.value));
  const ordered = published.toSorted((a, b) => b.value - a.value);
  return [
    coverage?.sentence && h("p", { class: "coverage" }, coverage.sentence),
    h(
      "ul",
      { class: "comparison" },
      h(
        "li",
        { class: "records", "data-value": records.value },
        h("span", { class: "publisher" }, h("button", { type: "button", class: "mark records", on: { click: () => openRecords(records.links.records, t("publishers.ours")) } }, t("publishers.ours"))),
        h("strong", {}, say(records.value, unit)),
        bar(records.value ?? 0, top),
      ),
      ordered.map((figure) => publisherRow(figure, top)),
    ),
  ];
}

function publisherRow(figure, top) {
  return h(
    "li",
    { "data-observation": figure.id, "data-value": figure.value, "data-verdict": figure.verdict },
    h("span", { class: "publisher" }, figure.publisher),
    h("strong", {}, say(figure.value, figure.unit)),
    bar(figure.value, top),
    h(
      "details",
      {},
      h("summary", {}, [figure.period, figure.qualifier !== "exact" && t(`qualifier.${figure.qualifier}`), t(`reconciliation.${figure.verdict}`), figure.ratio && t("publishers.ratio", { share: percent(figure.ratio) })].filter(Boolean).join(" · ")),
      figure.because && h("p", {}, figure.because),
      figure.note && h("p", { class: "note", lang: "en" }, figure.note),
      sourceList([{ publisher: "", ...figure.source }]),
    ),
  );
}

function bar(value, top) {
  const made = h("span", { class: "measure", "aria-hidden": "true" }, h("span", {}));
  made.firstChild.style.setProperty("width", `${top ? (100 * value) / top : 0}%`);
  return made;
}
