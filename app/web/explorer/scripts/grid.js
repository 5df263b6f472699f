/** The table of an aggregate: crossed where two groups allow it, else one row per group with all its measures. */

import { cell, unitOfCells } from "./numbers.js";
import { tableOf } from "./table.js";
import { hasText, t, words } from "./texts.js";

const MOST_COLUMNS = 8;

/**
 * @typedef {{items: any[], meta: any, links: any}} Answer
 * @typedef {object} Wish
 * @property {string[]} groups
 * @property {string[]} measures those to show where the table is not crossed
 * @property {string} measure the one that a crossed table shows
 * @property {string} caption
 * @property {(item: any) => ((name: string) => void) | null | false | undefined} open what a cell opens, if anything
 */

/** The label of an item's group; a code that the answer has no label for stands for itself. */
function labelOf(item, group) {
  return String(item[`${group}_label`] ?? item[group] ?? "–");
}

/** The name of a cell in words: its groups, one after the other. */
function nameOf(item, groups) {
  return groups.map((group) => labelOf(item, group)).join(", ");
}

/** The unit by which a measure's values are shown: the ratios of aggregates are fractions, published values say their own. */
function unitOf(answer, measure) {
  const { unit } = answer.meta.columns[measure] ?? {};
  if (unit === "RATIO") return "FRACTION";
  return unit ?? answer.items[0]?.unit ?? null;
}

/** Those of some measures that an answer holds, in its order, with the counts that came along. */
export function measuresOf(answer, wanted) {
  return Object.keys(answer.meta.columns).filter((key) => wanted.includes(key));
}

/** @param {Answer} answer @param {Wish} wish */
export function gridOf(answer, wish) {
  const across = crossing(answer, wish.groups);
  return across ? crossed(answer, wish, across) : plain(answer, wish);
}

/** The group that goes across: the one with few members, time running down; null where no crossing is readable. */
export function crossing(answer, groups) {
  if (groups.length !== 2) return null;
  const counts = groups.map((group) => new Set(answer.items.map((item) => item[group])).size);
  const timed = groups.findIndex((group) => words.catalogue.dimensions[group]?.role === "time");
  const across = timed === -1 ? Number(counts[1] <= counts[0]) : 1 - timed;
  if (counts[across] <= MOST_COLUMNS) return groups[across];
  return counts[1 - across] <= MOST_COLUMNS + 4 && timed !== -1 ? groups[1 - across] : null;
}

function crossed(answer, { groups, measure, caption, open }, across) {
  const down = groups.find((group) => group !== across);
  const columns = labelled(answer, across);
  const rows = labelled(answer, down);
  const items = new Map(answer.items.map((item) => [`${item[down]}\n${item[across]}`, item]));
  const unit = unitOf(answer, measure);
  return tableOf({
    caption,
    note: [answer.meta.columns[measure]?.label, unitOfCells(unit)].filter(Boolean).join(", "),
    columns: [
      { key: down, label: nameOfGroup(answer, down), heading: true },
      ...[...columns].map(([code, label]) => ({ key: String(code), label, numeric: true })),
    ],
    rows: [...rows].map(([code, label]) => [
      { text: label, value: code },
      ...[...columns.keys()].map((other) => cellOf(items.get(`${code}\n${other}`), measure, unit, groups, open)),
    ]),
  });
}

function plain(answer, { groups, measures: wanted, caption, open }) {
  const measures = measuresOf(answer, wanted);
  return tableOf({
    caption,
    columns: [
      ...groups.map((group) => ({ key: group, label: nameOfGroup(answer, group), heading: true })),
      ...measures.map((measure) => ({
        key: measure,
        label: answer.meta.columns[measure].label,
        unit: unitOfCells(unitOf(answer, measure)),
        numeric: true,
      })),
    ],
    rows: answer.items.map((item) => [
      ...groups.map((group) => ({ text: labelOf(item, group), value: item[group] })),
      ...measures.map((measure) => cellOf(item, measure, unitOf(answer, measure), groups, open)),
    ]),
  });
}

function cellOf(item, measure, unit, groups, open) {
  if (!item) return { text: "", empty: true };
  const value = item[measure];
  const text = cell(value, unit);
  if (value === null || value === undefined) {
    const reason = item.null_reasons?.[measure];
    return { text, empty: true, title: reason && hasText(`reason.${reason}`) ? t(`reason.${reason}`) : reason };
  }
  const behind = item.count !== 0 && open(item);
  if (!behind) return { text, value };
  const name = nameOf(item, groups);
  return { text, value, open: () => behind(name), name: t("cell.open", { value: text, name }) };
}

function labelled(answer, group) {
  return new Map(answer.items.map((item) => [item[group], labelOf(item, group)]));
}

function nameOfGroup(answer, group) {
  return answer.meta.columns[group]?.label ?? words.catalogue.dimensions[group]?.label ?? group;
}
