/** Tables: a caption, headings of rows and columns, and cells that can open what stands behind them. */

import { h } from "./dom.js";

/**
 * @typedef {{key: string, label: string, unit?: string, numeric?: boolean, heading?: boolean}} TableColumn
 * @typedef {{text: string | Node, value?: any, title?: string, open?: () => void, name?: string}} Cell
 */

/**
 * A table in a frame that scrolls sideways where the screen is narrow.
 * The caption is heard; what of it a reader has to see beside the heading of the piece is its note.
 * @param {{caption: string, note?: string, columns: TableColumn[], rows: Cell[][]}} table
 * @returns {HTMLElement}
 */
export function tableOf({ caption, note = "", columns, rows }) {
  const head = h(
    "tr",
    {},
    columns.map((column) =>
      h("th", { scope: "col", class: column.numeric ? "number" : null }, column.label, column.unit && h("span", { class: "unit" }, column.unit)),
    ),
  );
  const body = rows.map((cells) => h("tr", { class: cells.total ? "total" : null }, cells.map((cell, place) => cellOf(cell, columns[place]))));
  const table = h(
    "table",
    {},
    h("caption", {}, h("span", { class: "unseen" }, caption), note),
    h("thead", {}, head),
    h("tbody", {}, body),
  );
  return h("div", { class: "scroller", role: "group", "aria-label": caption, tabindex: "0" }, table);
}

/** A cell; what opens something is a button that says what it is. */
function cellOf(cell, column) {
  const attributes = {
    class: [column.numeric && "number", cell.empty && "empty"].filter(Boolean).join(" ") || null,
    title: cell.title,
    "data-value": cell.value ?? null,
    "data-column": column.key,
  };
  const content = cell.open
    ? h("button", { type: "button", class: "cell", "aria-label": cell.name, on: { click: cell.open } }, cell.text)
    : cell.text;
  return column.heading ? h("th", { scope: "row", ...attributes }, content) : h("td", attributes, content);
}
