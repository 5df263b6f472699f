/** The filters of a question: each field in the way in which it is best given, typed ahead where there is a list. */

import { findCodes, findRecords, nameCode, nameRecord } from "./codes.js";
import { combobox } from "./combobox.js";
import { h, newId } from "./dom.js";
import { t } from "./texts.js";

// Filters on ids, and the list whose names they are typed from.
const NAMED_BY = { company: "companies", investor: "investors", source: "sources" };
const ALWAYS_OFFERED = ["region", "year", "sector"];

/**
 * The filters that are in use, those that are always offered, and a choice of others.
 * @param {any} dataset an entry of the catalogue
 * @param {Record<string, string>} filters
 * @param {(patch: Record<string, string>) => void} change
 */
export function filtersOf(dataset, filters, change) {
  const known = new Map(dataset.filters.map((filter) => [filter.key, filter]));
  const used = Object.keys(filters).map((key) => key.split("__")[0]);
  const place = h("div", { class: "filters" });
  const shown = new Set([...ALWAYS_OFFERED.filter((key) => known.has(key)), ...used]);
  for (const key of shown) place.append(filterOf(known.get(key) ?? { key, label: key, kind: "text" }, filters, change));
  const rest = dataset.filters.filter((filter) => !shown.has(filter.key));
  const id = newId("add");
  const choice = h(
    "select",
    {
      id,
      on: {
        change: () => {
          const filter = known.get(choice.value);
          if (!filter) return;
          const added = filterOf(filter, filters, change);
          place.append(added);
          choice.querySelector(`[value="${filter.key}"]`).remove();
          choice.value = "";
          added.querySelector("input, select")?.focus();
        },
      },
    },
    h("option", { value: "" }, t("filters.add_choice")),
    rest.map((filter) => h("option", { value: filter.key }, filter.label)),
  );
  return h("div", {}, place, rest.length > 0 && h("div", { class: "add-filter" }, h("label", { for: id }, t("filters.add")), choice));
}

function filterOf(filter, filters, change) {
  const { key, label, kind, codelist } = filter;
  const value = filters[key] ?? "";
  if (codelist) {
    return wrapped(key, combobox({ label, find: (typed) => findCodes(codelist, typed), name: (code) => nameCode(codelist, code), chosen: split(value), change: (codes) => change({ [key]: codes.join(",") }) }));
  }
  if (key in NAMED_BY) {
    const list = NAMED_BY[key];
    return wrapped(key, combobox({ label, find: (typed) => findRecords(list, typed), name: (id) => nameRecord(list, id), chosen: split(value), change: (codes) => change({ [key]: codes.join(",") }) }));
  }
  if (kind === "year") return wrapped(key, spanOf(label, value, (text) => change({ [key]: text })));
  if (kind === "number") return wrapped(key, boundsOf(key, label, filters, change));
  if (kind === "choice") return wrapped(key, choiceOf(filter, value, change));
  return wrapped(key, textOf(label, value, (text) => change({ [key]: text })));
}

function wrapped(key, content) {
  return h("div", { class: "filter", "data-filter": key }, content);
}

function split(value) {
  return value.split(",").filter(Boolean);
}

/** Years from and to; one year alone is written as itself, a list of years stays as it was given. */
function spanOf(label, value, change) {
  const [from, to] = value.includes(":") ? value.split(":") : [value, value];
  const names = { from: newId("from"), to: newId("to") };
  const years = (id, start) => h("input", { id, type: "text", inputmode: "numeric", pattern: "[0-9]{4}", maxlength: 4, value: /^\d{4}$/.test(start) ? start : "", on: { change: () => send() } });
  const first = years(names.from, from);
  const last = years(names.to, to);
  function send() {
    const [a, b] = [first.value.trim(), last.value.trim()];
    change(a === b ? a : `${a}:${b}`);
  }
  return h("fieldset", { class: "span" }, h("legend", {}, label), h("label", { for: names.from }, t("filters.from")), first, h("label", { for: names.to }, t("filters.to")), last);
}

function boundsOf(key, label, filters, change) {
  const bound = (suffix, text) => {
    const id = newId("bound");
    const name = `${key}__${suffix}`;
    return [h("label", { for: id }, text), h("input", { id, type: "number", step: "any", value: filters[name] ?? "", on: { change: (event) => change({ [name]: event.target.value }) } })];
  };
  return h("fieldset", { class: "span" }, h("legend", {}, label), bound("gte", t("filters.from")), bound("lte", t("filters.to")));
}

function choiceOf({ key, label, choices }, value, change) {
  const id = newId("choice");
  const select = h("select", { id, on: { change: () => change({ [key]: select.value }) } }, h("option", { value: "" }, "–"), choices.map(({ code, label: name }) => h("option", { value: code, selected: code === value }, name)));
  return [h("label", { for: id }, label), select];
}

function textOf(label, value, change) {
  const id = newId("text");
  return [h("label", { for: id }, label), h("input", { id, type: "text", value, on: { change: (event) => change(event.target.value.trim()) } })];
}
