/** One published figure: its value, who published it, what it measures, and the source that it was read in. */

import { nameCode } from "./codes.js";
import { h } from "./dom.js";
import { say } from "./numbers.js";
import { sourceList } from "./records.js";
import { t } from "./texts.js";

/** @param {any} figure an observation, with labels or without */
export function figureOf(figure) {
  const about = h("span", { class: "about" });
  naming(figure).then(([indicator, region]) => {
    about.textContent = [indicator, region, figure.period, figure.qualifier !== "exact" && t(`qualifier.${figure.qualifier}`)].filter(Boolean).join(" · ");
  });
  return h(
    "li",
    { "data-observation": figure.id },
    h("strong", { "data-value": figure.value }, say(figure.value, figure.unit)),
    h("span", { class: "publisher" }, figure.publisher),
    about,
    figure.note && h("span", { class: "note", lang: "en" }, figure.note),
    sourceList([{ publisher: "", ...figure.source }]),
  );
}

/** The names of indicator and place: those that came along, else those of the code lists. */
function naming(figure) {
  return Promise.all([
    figure.indicator_label ?? nameCode("indicator", figure.indicator),
    figure.region_label ?? nameCode("region", figure.region),
  ]);
}
