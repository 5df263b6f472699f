/** The choices that hold for a whole view: year, place, and the day as of which the data are read. */

import { h, newId } from "./dom.js";
import { day } from "./numbers.js";
import { t, words } from "./texts.js";

const FIRST_YEAR = 2015;

/** @param {string[]} wanted @param {import("./store.js").Store} store */
export function controlsOf(wanted, store) {
  if (!wanted.length && !store.get("as_of")) return null;
  return [
    wanted.length > 0 &&
      h(
        "form",
        { class: "controls", "aria-label": t("controls.label"), on: { submit: (event) => event.preventDefault() } },
        wanted.includes("year") && yearChoice(store),
        wanted.includes("region") && regionChoice(store),
        wanted.includes("as_of") && dayChoice(store),
      ),
    store.get("as_of") &&
      h(
        "p",
        { class: "banner", role: "status" },
        t("vintage.banner", { day: day(store.get("as_of")) }),
        " ",
        h("button", { type: "button", on: { click: () => store.set({ as_of: "" }) } }, t("vintage.back")),
      ),
  ];
}

/** The year that the overview shows when none is chosen. */
export function chosenYear(store) {
  return Number(store.get("year")) || words.years.default;
}

function yearChoice(store) {
  const years = Array.from({ length: words.years.last - FIRST_YEAR + 1 }, (_, step) => words.years.last - step);
  return chooser("year", t("controls.year"), years.map((year) => [String(year), String(year)]), String(chosenYear(store)), (year) =>
    store.set({ year: Number(year) === words.years.default ? "" : year }),
  );
}

function regionChoice(store) {
  const select = chooser("region", t("controls.region"), [["BE", words.places.BE]], "BE", (region) => store.set({ region: region === "BE" ? "" : region }));
  const chosen = store.get("region", "BE");
  const list = select.querySelector("select");
  list.replaceChildren(...Object.entries(words.places).map(([code, name]) => h("option", { value: code, selected: code === chosen }, (code.length > 3 ? "  " : "") + name)));
  return select;
}

function dayChoice(store) {
  const id = newId("as-of");
  const today = new Date().toISOString().slice(0, 10);
  const input = h("input", { type: "date", id, name: "as_of", value: store.get("as_of"), min: words.first_day, max: today, on: { change: () => store.set({ as_of: input.value }) } });
  return h("div", {}, h("label", { for: id }, t("controls.as_of")), input);
}

function chooser(name, label, options, chosen, change) {
  const id = newId(name);
  const select = h(
    "select",
    { id, name, on: { change: () => change(select.value) } },
    options.map(([code, text]) => h("option", { value: code, selected: code === chosen }, text)),
  );
  return h("div", {}, h("label", { for: id }, label), select);
}
