/** The unicorns on a time line: one row per company, from the day it became one to the day it ceased to be. */

import { h } from "./dom.js";
import { day, money } from "./numbers.js";
import { openRecord } from "./records.js";
import { t } from "./texts.js";

/**
 * @param {any[]} unicorns items of /v1/unicorns
 * @param {number} year the year that the page is about, marked on the line
 * @param {number} last the last year of the line
 */
export function timelineOf(unicorns, year, last) {
  const dated = unicorns.filter((unicorn) => unicorn.became_on).toSorted((a, b) => a.became_on.localeCompare(b.became_on));
  const first = Math.min(year, ...dated.map((unicorn) => Number(unicorn.became_on.slice(0, 4))));
  const years = Array.from({ length: last - first + 1 }, (_, step) => first + step);
  const part = (moment) => Math.min(1, Math.max(0, (moment - first) / (last + 1 - first)));
  return h(
    "div",
    { class: "timeline" },
    h("div", { class: "years", "aria-hidden": "true" }, years.map((each) => h("span", { class: each === year ? "now" : null }, each))),
    h("ol", {}, dated.map((unicorn) => rowOf(unicorn, part))),
  );
}

function rowOf(unicorn, part) {
  const { company, became_on: from, ended_on: until, status, date_precision: precision } = unicorn;
  const bar = h("span", { class: `bar ${status}`, "aria-hidden": "true" });
  bar.style.setProperty("--from", part(moment(from)));
  bar.style.setProperty("--until", until ? part(moment(until)) : 1);
  const value = unicorn.latest_valuation ?? unicorn.valuation;
  return h(
    "li",
    { "data-company": company.id, "data-status": status },
    h(
      "span",
      { class: "who" },
      h("button", { type: "button", class: "cell", on: { click: () => openRecord("unicorns", unicorn.id, company.name) } }, company.name),
      h(
        "span",
        { class: "when" },
        t("unicorns.since", { day: day(from, precision) }),
        value?.value && `, ${money(value.value, value.currency, "long")}`,
        status !== "active" && ` · ${unicorn.status_label ?? status}`,
      ),
    ),
    h("span", { class: "track" }, bar),
  );
}

function moment(date) {
  const [year, month = 1, number = 1] = date.split("-").map(Number);
  return year + (month - 1) / 12 + (number - 1) / 365;
}
