/** Take it with you: the live request, its words for other tools, its files, what embeds its chart, and how to cite it. */

import { live, localized, relative, written } from "./addresses.js";
import { ask } from "./api.js";
import { openDialog } from "./dialog.js";
import { h, newId } from "./dom.js";
import { embedsOf, snippetsOf } from "./snippets.js";
import { t, words } from "./texts.js";
import { show } from "./waiting.js";

// Format → what its file is called for people; the order is that of use.
const FILES = { xlsx: "Excel", csv: "CSV", json: "JSON", parquet: "Parquet", ndjson: "NDJSON", jsonstat: "JSON-stat" };
const PICTURES = { svg: "SVG", png: "PNG", vegalite: "Vega-Lite" };
const EXCEL_SPEAKS = { nl: true, fr: true, de: true };

/** @param {import("./snippets.js").Request} request @param {string} title */
export function openTake(request, title) {
  openDialog(t("take.title"), (body) => body.append(takePanel(request, title)));
}

/** The panel itself, which a page can also show beside its chart. */
export function takePanel(request, title) {
  const { path, parameters, chart, drawn = parameters } = request;
  const files = Object.entries(FILES).filter(([format]) => request.files?.includes(format) ?? (format !== "jsonstat" || path.startsWith("/v1/aggregates/")));
  return h(
    "div",
    { class: "take" },
    h("p", { class: "lead" }, title),
    h("h3", {}, t("take.download")),
    h(
      "ul",
      { class: "files" },
      files.map(([format, name]) => fileLink(path, parameters, format, name)),
      files.some(([format]) => format === "csv") && EXCEL_SPEAKS[words.lang] && fileLink(path, { ...parameters, csv_dialect: "excel-be" }, "csv", t("take.csv_excel")),
      chart && Object.entries(PICTURES).map(([format, name]) => fileLink(path, drawn, format, name)),
    ),
    h("h3", {}, t("take.live")),
    h("div", { class: "snippets" }, snippetsOf(request).map(snippetOf)),
    chart && [h("h3", {}, t("take.embed")), h("div", { class: "snippets" }, embedsOf(request, title).map(snippetOf))],
    h("h3", {}, t("take.cite")),
    citation(request.cited ?? request),
  );
}

function fileLink(path, parameters, format, name) {
  const address = localized(written(path, format), { ...parameters, labels: format === "json" || format in PICTURES ? null : "both" });
  return h("li", {}, h("a", { href: address, "data-format": format }, name));
}

function citation({ path, parameters }) {
  const box = h("div", { class: "snippets" });
  show(
    box,
    () => ask(localized("/v1/cite", { url: relative(path, parameters) })),
    ({ item }) => {
      // Without a public address the API cites itself by its path; readers elsewhere need the whole address.
      const complete = (text) => text.replaceAll(item.permalink, live(item.permalink));
      return [
        snippetOf({ key: "citation", name: t("take.citation"), code: complete(item.sentence[words.lang]) }),
        snippetOf({ key: "bibtex", name: "BibTeX", code: complete(item.bibtex).trim() }),
      ];
    },
  );
  return box;
}

/** One piece of text to copy. */
function snippetOf({ key, name, code, hint }) {
  const id = newId("snippet");
  const area = h("pre", { id, tabindex: "0", "data-snippet": key, role: "group", "aria-label": name }, h("code", {}, code));
  const button = h(
    "button",
    {
      type: "button",
      class: "copy",
      "data-copies": key,
      "aria-label": t("take.copy_named", { name }),
      on: {
        click: async () => {
          await copy(code, area);
          button.textContent = t("take.copied");
          setTimeout(() => (button.textContent = t("take.copy")), 2000);
        },
      },
    },
    t("take.copy"),
  );
  return h("div", { class: "snippet" }, h("div", { class: "snippet-head" }, h("span", {}, name), button), area, hint && h("p", { class: "hint" }, hint));
}

/** Copy to the clipboard; where the browser keeps it closed (a plain http address), by way of a selection. */
async function copy(code, area) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(code);
    return;
  }
  getSelection().selectAllChildren(area);
  document.execCommand("copy");
}
