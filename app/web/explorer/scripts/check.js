/** Check a number: a sentence goes in, each of its figures comes back with a verdict and with those who say so. */

import { localized } from "./addresses.js";
import { ask } from "./api.js";
import { nameCode } from "./codes.js";
import { fill, h, newId } from "./dom.js";
import { figureOf } from "./figure.js";
import { day, say } from "./numbers.js";
import { openRecords, sourceList } from "./records.js";
import { t } from "./texts.js";
import { show } from "./waiting.js";

const LONGEST = 2000;
const EXAMPLES = 3;

/** @param {HTMLElement} root @param {import("./store.js").Store} store */
export function check(root, store) {
  const id = newId("sentence");
  const area = h("textarea", { id, rows: 4, maxlength: LONGEST, required: true, value: store.get("text") });
  const result = h("div", { class: "verdicts", "aria-live": "polite" });
  const submit = (text) => store.set({ text: text.trim() });
  fill(
    root,
    h("h1", {}, t("check.title")),
    h("p", { class: "lead" }, t("check.lead")),
    h(
      "form",
      {
        class: "check",
        on: {
          submit: (event) => {
            event.preventDefault();
            submit(area.value);
          },
        },
      },
      h("label", { for: id }, t("check.label")),
      area,
      h("div", { class: "actions" }, h("button", { type: "submit", class: "main" }, t("check.button"))),
      h(
        "div",
        { class: "examples" },
        h("span", {}, t("check.examples")),
        h(
          "ul",
          {},
          Array.from({ length: EXAMPLES }, (_, place) => t(`check.example.${place + 1}`)).map((text) =>
            h("li", {}, h("button", { type: "button", class: "cell", on: { click: () => ((area.value = text), submit(text)) } }, text)),
          ),
        ),
      ),
    ),
    result,
  );
  const renew = () => judge(result, store);
  renew();
  return (changed) => {
    if (changed.includes("text")) area.value = store.get("text");
    renew();
  };
}

function judge(result, store) {
  const text = store.get("text");
  if (!text) return fill(result);
  const parameters = { text, as_of: store.get("as_of") };
  return show(
    result,
    () => ask(localized("/v1/check", parameters)),
    ({ item }) => [
      item.claims.length ? item.claims.map(claimOf) : h("p", { class: "nothing" }, item.sentence),
      h("p", { class: "actions" }, h("a", { href: localized("/v1/check", parameters) }, "JSON")),
    ],
  );
}

/** One figure of the sentence: the verdict in words, who says so, and who says otherwise. */
function claimOf(claim) {
  const { verdict, sentence, matches, competing, nearest, aggregates, records } = claim;
  return h(
    "section",
    { class: `claim ${verdict}`, "data-verdict": verdict, "data-claim": claim.text },
    h("h2", {}, h("mark", {}, claim.text), h("span", { class: "verdict" }, t(`verdict.${verdict}`))),
    h("p", {}, sentence),
    understoodOf(claim.understood),
    figures("check.matches", matches),
    figures("check.competing", competing),
    !matches.length && figures("check.nearest", nearest),
    records.length > 0 && [h("h3", {}, t("check.records")), h("ul", { class: "figures" }, records.map(recordOf))],
    aggregates.length > 0 && [
      h("h3", {}, t("check.aggregates")),
      h(
        "ul",
        { class: "figures" },
        aggregates.map((own) =>
          h("li", {}, h("button", { type: "button", class: "cell", on: { click: () => openRecords(own.links.records, say(own.value, own.unit)) } }, say(own.value, own.unit)), ` – ${t("check.from_records", { period: own.period })}`),
        ),
      ),
    ],
  );
}

/** An amount that the records hold for a company of the sentence, with where it was read. */
function recordOf({ company, value, unit, date, field, dataset, id, sources }) {
  return h(
    "li",
    { "data-record": id },
    h("strong", { "data-value": value }, say(value, unit)),
    h("span", { class: "publisher" }, company.name),
    h("span", { class: "about" }, [t(`check.record.${dataset === "exits" ? "exit" : field}`), day(date)].join(" · ")),
    sourceList(sources),
  );
}

/** What the number was taken for, and what was assumed because the sentence does not say it. */
function understoodOf({ indicators, region, period, assumed }) {
  const said = h("p", { class: "understood" });
  Promise.all([
    indicators.length && nameCode("indicator", indicators[0]),
    region && nameCode("region", region),
    period,
  ]).then((parts) => {
    const known = parts.filter(Boolean).join(" · ");
    if (known) said.append(t("check.understood", { what: known }));
    if (assumed.includes("region") && region) said.append(" ", t("check.assumed_place"));
  });
  return said;
}

function figures(title, rows) {
  if (!rows.length) return null;
  return [h("h3", {}, t(title)), h("ul", { class: "figures" }, rows.map((figure) => figureOf(figure)))];
}
