/** Changes: the versions of the data, what each brought and why, and the way to the page as it stood then. */

import { localized, onThisServer } from "./addresses.js";
import { ask } from "./api.js";
import { fill, h } from "./dom.js";
import { day, plain } from "./numbers.js";
import { openRecord } from "./records.js";
import { address, elsewhere } from "./store.js";
import { t } from "./texts.js";
import { nothing, show } from "./waiting.js";

// What the first version brought is no change.
const FIRST_VERSION = 1;
const MOST = 100;
const OPENED = new Set(["companies", "funding-rounds", "exits", "unicorns", "valuations", "investors", "milestones", "sources", "observations", "indicators"]);

/** @param {HTMLElement} root @param {import("./store.js").Store} store */
export function changes(root, store) {
  const versions = h("div", { "data-piece": "versions" });
  const latest = h("div", { "data-piece": "changes" });
  fill(
    root,
    h("h1", {}, t("changes.title")),
    h("p", { class: "lead" }, t("changes.lead")),
    h(
      "div",
      { class: "pieces" },
      h("section", { class: "piece wide" }, h("h2", {}, t("changes.versions")), versions),
      h("section", { class: "piece wide" }, h("h2", {}, t("changes.latest")), latest),
    ),
  );
  show(
    versions,
    () => ask(localized("/v1/revisions", { limit: 50 })),
    ({ items }) => h("ol", { class: "versions" }, items.map((item) => version(item, store))),
  );
  show(
    latest,
    () => ask(localized("/v1/changes", { from: FIRST_VERSION, limit: MOST, as_of: store.get("as_of") })),
    (answer) => [
      answer.items.length ? h("ol", { class: "changes" }, answer.items.map(change)) : nothing(t("changes.none")),
      h("p", { class: "actions" }, h("a", { href: localized("/v1/changes.atom") }, "Atom"), answer.links.csv && h("a", { href: onThisServer(answer.links.csv) }, "CSV")),
    ],
  );
  return () => changes(root, store);
}

function version(item, store) {
  const date = item.time.slice(0, 10);
  return h(
    "li",
    { "data-version": item.number },
    h("strong", {}, t("changes.version", { number: item.number })),
    h("time", { datetime: item.time }, day(date)),
    item.reason && h("span", { class: "reason" }, item.reason),
    h("span", { class: "counts" }, t("changes.counts", { created: plain(item.created), changed: plain(item.changed), deleted: plain(item.deleted) })),
    h("a", { href: address(elsewhere(store.state, { as_of: date })), "data-as-of": date }, t("changes.see_then")),
  );
}

function change(item) {
  const name = item.id;
  return h(
    "li",
    {},
    h("time", { datetime: item.time }, day(item.time.slice(0, 10))),
    h("span", { class: `action ${item.action}` }, t(`action.${item.action}`)),
    OPENED.has(item.dataset) && item.action !== "deleted"
      ? h("button", { type: "button", class: "cell", on: { click: () => openRecord(item.dataset, item.id, name) } }, name)
      : h("span", {}, name),
    h("span", { class: "dataset" }, item.dataset),
    item.reason && h("span", { class: "reason" }, item.reason),
    item.action === "changed" &&
      h("ul", { class: "fields" }, (item.changes ?? []).map(({ field, before, after }) => h("li", {}, h("code", {}, field), ` ${written(before)} → ${written(after)}`))),
  );
}

function written(value) {
  if (value === null || value === undefined) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
