/** A question of Explore: what of the address bar it is made of, and the request that answers it. */

import { words } from "./texts.js";

// Keys of the address bar that are no filters.
const NO_FILTERS = new Set(["view", "lang", "as_of", "dataset", "group_by", "measures", "field", "totals", "sort", "limit", "fill", "having", "share_within", "shown", "partial"]);
const PASSED_ON = ["field", "totals", "sort", "limit", "fill", "having", "share_within", "partial", "as_of"];

/**
 * @typedef {{dataset: any, groups: string[], measures: string[], filters: Record<string, string>, shown: string}} Question
 */

/** The question that a state asks. @returns {Question} */
export function questionOf(state) {
  const { datasets } = words.catalogue;
  const dataset = datasets.find((entry) => entry.key === state.dataset) ?? datasets[0];
  const groups = listed(state.group_by, dataset.default_group_by);
  const measures = listed(state.measures, dataset.default_measures);
  const filters = Object.fromEntries(Object.entries(state).filter(([key]) => !NO_FILTERS.has(key)));
  if (dataset.default_indicator) filters.indicator ??= dataset.default_indicator;
  const shown = measures.includes(state.shown) ? state.shown : preferred(measures);
  return { dataset, groups, measures, filters, shown };
}

/** The request of a question; its chart draws the one measure that is shown. */
export function requestOf(question, state) {
  const { dataset, groups, measures, filters, shown } = question;
  const passed = Object.fromEntries(PASSED_ON.filter((key) => state[key]).map((key) => [key, state[key]]));
  const group_by = groups.join(",");
  return {
    path: `/v1/aggregates/${dataset.key}`,
    parameters: { group_by, measures: measures.join(","), ...filters, ...passed },
    drawn: { group_by, measures: shown, ...filters, ...passed },
    chart: true,
  };
}

/** The state of another dataset: what it does not know of the present question is left out. */
export function stateFor(dataset, state) {
  const known = new Set(dataset.filters.map((filter) => filter.key));
  const kept = Object.fromEntries(Object.entries(state).filter(([key]) => ["view", "lang", "as_of"].includes(key) || known.has(key)));
  return { ...dataset.first_filters, ...kept, view: "explore", dataset: dataset.key };
}

function listed(text, otherwise) {
  return text ? text.split(",").filter(Boolean) : otherwise;
}

function preferred(measures) {
  return measures.find((measure) => !["count", "count_disclosed"].includes(measure)) ?? measures[0];
}
