/** Explore: choose what to count and by what, see it as a chart and a table, and go down to the records and sources. */

import { api, localized } from "./addresses.js";
import { ask } from "./api.js";
import { chartOf } from "./chart.js";
import { entriesOf, nameCode } from "./codes.js";
import { fill, h, newId } from "./dom.js";
import { filtersOf } from "./filters.js";
import { crossing, gridOf, measuresOf } from "./grid.js";
import { list, lowered } from "./numbers.js";
import { questionOf, requestOf, stateFor } from "./question.js";
import { openRecords } from "./records.js";
import { takePanel } from "./take.js";
import { t, words } from "./texts.js";
import { nothing, show } from "./waiting.js";

const MOST_GROUPS = 4;
// Measures that are shown at once; the others are a press away.
const COMMON_MEASURES = new Set(["count", "sum", "median", "companies", "new", "lost", "share", "yoy"]);

/** @param {HTMLElement} root @param {import("./store.js").Store} store */
export function explore(root, store) {
  const form = h("form", { class: "question", "aria-label": t("explore.question"), on: { submit: (event) => event.preventDefault() } });
  const result = h("div", { class: "result" });
  fill(root, h("h1", {}, t("explore.title")), h("p", { class: "lead" }, t("explore.lead")), h("div", { class: "explore" }, form, result));
  let dataset = null;
  const renew = (origin) => {
    const question = questionOf(store.state);
    if (origin !== "form" || question.dataset.key !== dataset) drawForm(form, question, change);
    dataset = question.dataset.key;
    drawResult(result, question, store);
  };
  let changing = false;
  function change(patch) {
    changing = true;
    if (patch.dataset) store.put(stateFor(words.catalogue.datasets.find((entry) => entry.key === patch.dataset), store.state));
    else store.set(patch);
    changing = false;
  }
  renew("page");
  return () => renew(changing ? "form" : "page");
}

function drawForm(form, question, change) {
  const { dataset, groups, measures, filters } = question;
  const id = newId("dataset");
  const choice = h(
    "select",
    { id, name: "dataset", on: { change: () => change({ dataset: choice.value }) } },
    words.catalogue.datasets.map((entry) => h("option", { value: entry.key, selected: entry.key === dataset.key }, entry.label)),
  );
  fill(
    form,
    h("div", { class: "part" }, h("label", { for: id }, t("explore.dataset")), choice),
    dataset.default_indicator ? indicatorOf(filters, change) : [groupsOf(dataset, groups, change), measuresOfForm(dataset, measures, change)],
    dataset.fields?.length > 1 && fieldOf(dataset, change),
    h("fieldset", { class: "part" }, h("legend", {}, t("explore.filters")), filtersOf(dataset, without(filters, "indicator"), change)),
  );
}

/** Up to four groups, in the order in which they are chosen. */
function groupsOf(dataset, groups, change) {
  const chosen = [...groups];
  const box = h("fieldset", { class: "part" }, h("legend", {}, t("explore.groups")));
  const boxes = dataset.groups.map((key) => {
    const { label, description } = words.catalogue.dimensions[key];
    return tick("group_by", key, label, description, chosen.includes(key), (on) => {
      if (on) chosen.push(key);
      else chosen.splice(chosen.indexOf(key), 1);
      bound();
      change({ group_by: chosen.join(",") });
    });
  });
  /** The last group cannot be taken away, and a fifth cannot be added. */
  function bound() {
    for (const input of box.querySelectorAll("input")) input.disabled = input.checked ? chosen.length === 1 : chosen.length >= MOST_GROUPS;
  }
  box.append(h("div", { class: "ticks" }, boxes));
  bound();
  return box;
}

function measuresOfForm(dataset, measures, change) {
  const chosen = new Set(measures);
  const part = h("fieldset", { class: "part" }, h("legend", {}, t("explore.measures")));
  const box = (key) => {
    const { label, description } = words.catalogue.measures[key];
    return tick("measures", key, label, description, chosen.has(key), (on) => {
      if (on) chosen.add(key);
      else chosen.delete(key);
      bound();
      change({ measures: dataset.measures.filter((each) => chosen.has(each)).join(",") });
    });
  };
  const common = dataset.measures.filter((key) => COMMON_MEASURES.has(key));
  const others = dataset.measures.filter((key) => !COMMON_MEASURES.has(key));
  function bound() {
    for (const input of part.querySelectorAll("input")) input.disabled = input.checked && chosen.size === 1;
  }
  part.append(h("div", { class: "ticks" }, common.map(box)));
  if (others.length) {
    const open = others.some((key) => chosen.has(key));
    part.append(h("details", { class: "more", open }, h("summary", {}, t("explore.more_measures")), h("div", { class: "ticks" }, others.map(box))));
  }
  bound();
  return part;
}

function tick(name, value, label, description, checked, change) {
  const id = newId("tick");
  const input = h("input", { type: "checkbox", id, name, value, checked, on: { change: () => change(input.checked) } });
  return h("div", { class: "tick", title: description }, input, h("label", { for: id }, label));
}

function fieldOf(dataset, change) {
  const id = newId("field");
  const select = h(
    "select",
    { id, name: "field", on: { change: () => change({ field: select.value === dataset.fields[0].key ? "" : select.value }) } },
    dataset.fields.map(({ key, label }) => h("option", { value: key }, label)),
  );
  return h("div", { class: "part" }, h("label", { for: id }, t("explore.field")), select);
}

/** Published figures are about one indicator. */
function indicatorOf(filters, change) {
  const id = newId("indicator");
  const select = h("select", { id, name: "indicator", on: { change: () => change({ indicator: select.value }) } });
  entriesOf("indicator").then((entries) => {
    const sorted = entries.toSorted((a, b) => Number(b.attributes?.headline ?? 0) - Number(a.attributes?.headline ?? 0));
    fill(select, sorted.map(({ code, label }) => h("option", { value: code, selected: code === filters.indicator }, label)));
  });
  return h("div", { class: "part" }, h("label", { for: id }, t("explore.indicator")), select);
}

let turn = 0;

async function drawResult(result, question, store) {
  turn += 1;
  const mine = turn;
  const { groups, shown } = question;
  const request = requestOf(question, store.state);
  const title = await titleOf(question);
  if (mine !== turn) return;
  const id = newId("table");
  const table = h("div", { id, class: "piece-table" });
  const taking = h("section", { class: "take-inline", "aria-label": t("take.title") });
  const embed = question.dataset.default_indicator ? null : "records";
  const answer = () => ask(localized(request.path, { ...request.parameters, labels: "both", embed }));
  fill(
    result,
    h("h2", { class: "result-title", "aria-live": "polite" }, title),
    chartOf({ ...request, parameters: request.drawn }, { title, answer: answer(), describedby: id }),
    table,
    taking,
  );
  answer().then(
    () => fill(taking, h("h2", {}, t("take.title")), takePanel(request, title)),
    () => taking.remove(),
  );
  show(
    table,
    answer,
    (answer) => [
      answer.items.length ? null : nothing(whyEmpty(answer)),
      measureChoice(answer, question, store),
      answer.items.length > 0 && gridOf(answer, { groups, measures: question.measures, measure: shown, caption: title, open: opening(question) }),
      notesOf(answer),
    ],
  );
}

/** What a cell opens: the records behind it, or every published value of its place and year. */
function opening({ dataset, filters }) {
  if (!dataset.default_indicator) return (item) => item.records && ((name) => openRecords(item.records, name));
  return (item) => item.publishers > 0 && ((name) => openRecords(api("/v1/observations", { indicator: filters.indicator, region: item.region, year: item.year }), name));
}

function without(filters, key) {
  return Object.fromEntries(Object.entries(filters).filter(([name]) => name !== key));
}

/** Where a crossed table shows one measure of several: which one. */
function measureChoice(answer, { groups, measures: wanted, shown }, store) {
  const measures = measuresOf(answer, wanted);
  if (measures.length < 2 || !crossing(answer, groups)) return null;
  return h(
    "div",
    { class: "switch", role: "group", "aria-label": t("explore.shown") },
    measures.map((measure) =>
      h("button", { type: "button", "aria-pressed": String(measure === shown), "data-shown": measure, on: { click: () => store.set({ shown: measure }) } }, answer.meta.columns[measure].label),
    ),
  );
}

function notesOf({ meta }) {
  return meta.notes?.length ? h("ul", { class: "notes" }, meta.notes.map((note) => h("li", {}, note))) : null;
}

function whyEmpty({ meta }) {
  const filters = Object.entries(meta.query?.filters ?? {}).map(([key, value]) => `${key} = ${value}`);
  return filters.length ? t("empty.filters", { filters: filters.join(", ") }) : t("empty.plain");
}

async function titleOf({ dataset, groups, shown, filters }) {
  const { measures, dimensions } = words.catalogue;
  if (dataset.default_indicator) return t("explore.published", { indicator: await nameCode("indicator", filters.indicator) });
  const by = list(groups.map((group) => lowered(dimensions[group]?.label ?? group)));
  const when = filters.year ? ` (${filters.year.replace(":", "–")})` : "";
  return t("explore.result", { dataset: dataset.label, measure: lowered(measures[shown]?.label ?? shown), groups: by }) + when;
}
