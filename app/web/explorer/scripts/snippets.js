/** The request of a view in the words of the tools that people use: the same rows in each. */

import { live, localized, api, written } from "./addresses.js";
import { t } from "./texts.js";

// Snippet → the format that it takes.
const NEEDS = { curl: "csv", pandas: "csv", r: "csv", sheets: "csv", excel: "xlsx" };

/**
 * @typedef {{path: string, parameters: Parameters, chart: boolean, files?: string[], drawn?: Parameters,
 *   cited?: {path: string, parameters: Parameters}}} Request
 *   `files` are the formats of the answer where it has not all of them; `drawn` are the parameters of its chart where
 *   they are others; `cited` is what a citation names where the answer is a reading of other data
 * @typedef {import("./addresses.js").Parameters} Parameters
 * @typedef {{key: string, name: string, code: string, hint?: string}} Snippet
 */

/**
 * The snippets of a request, in the order in which the page shows them.
 * @param {Request} request
 * @returns {Snippet[]}
 */
export function snippetsOf({ path, parameters, files }) {
  const address = (format, more = {}) => live(api(written(path, format), { ...parameters, ...more }));
  const csv = address("csv");
  const all = [
    { key: "url", name: t("take.url"), code: address("json") },
    { key: "curl", name: "curl", code: `curl -L ${quoted(csv, "'")} -o betech.csv` },
    {
      key: "pandas",
      name: "Python (pandas)",
      code: `import pandas as pd\n\ndf = pd.read_csv(\n    ${quoted(csv, '"')},\n    keep_default_na=False,\n    na_values=[""],\n)`,
    },
    { key: "r", name: "R", code: `df <- read.csv(${quoted(csv, '"')}, na.strings = "")` },
    {
      key: "fetch",
      name: "JavaScript (fetch)",
      code: `const answer = await fetch(${quoted(address("json"), '"')});\nif (!answer.ok) throw new Error((await answer.json()).detail);\nconst { items, meta } = await answer.json();`,
    },
    { key: "sheets", name: "Google Sheets", code: `=IMPORTDATA(${quoted(csv, '"')})`, hint: t("take.sheets_hint") },
    { key: "excel", name: "Excel", code: address("xlsx", { labels: "both" }), hint: t("take.excel_hint") },
  ];
  return all.filter(({ key }) => !files || files.includes(NEEDS[key] ?? "json"));
}

/**
 * What embeds a chart in another page: a frame that stays up to date, and a picture.
 * @param {Request} request
 * @param {string} title
 * @returns {Snippet[]}
 */
export function embedsOf({ path, parameters, drawn = parameters }, title) {
  const dataset = path.split("/").pop();
  const frame = live(localized("/embed", { dataset, ...drawn }));
  const picture = live(localized(written(path, "svg"), drawn));
  const named = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const attribute = (url) => url.replaceAll("&", "&amp;");
  return [
    {
      key: "iframe",
      name: t("take.iframe"),
      code: `<iframe src="${attribute(frame)}" title="${named}" width="100%" height="520" loading="lazy" style="border:0"></iframe>`,
    },
    { key: "img", name: t("take.img"), code: `<img src="${attribute(picture)}" alt="${named}" width="800" height="450" loading="lazy">` },
  ];
}

function quoted(text, mark) {
  return mark + text.replaceAll(mark, mark === "'" ? "'\\''" : `\\${mark}`) + mark;
}
