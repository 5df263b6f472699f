/** One piece of a page: a heading, the chart and the table of one request, and the ways to take it along. */

import { localized } from "./addresses.js";
import { ask } from "./api.js";
import { chartOf } from "./chart.js";
import { h, newId } from "./dom.js";
import { elsewhere, address } from "./store.js";
import { openTake } from "./take.js";
import { t } from "./texts.js";
import { show } from "./waiting.js";

/**
 * @typedef {object} Piece
 * @property {string} key names the piece in the page (`data-piece`)
 * @property {string} title
 * @property {string} [lead] one sentence that says how to read it
 * @property {import("./snippets.js").Request} request
 * @property {object} [more] parameters that the table needs and the chart does not
 * @property {(answer: any) => any} draw makes the table (or whatever stands for it) of the answer
 * @property {number} [ratio] height of the chart as a part of its width
 * @property {object} [explore] the state in which Explore shows the same
 * @property {any} [extra] what stands above the chart, such as a choice
 * @property {Node} [figure] what stands in the place of the server's drawing
 * @property {boolean} [wide]
 * @property {Promise<any>} [after] what comes first: a piece further down leaves the server to those above it
 */

/**
 * The section of a piece, and when its table is there.
 * @param {Piece} piece
 * @param {import("./store.js").Store} store
 */
export function pieceOf({ key, title, lead, request, more = {}, draw, ratio, explore, extra, figure, wide = false, after }, store) {
  const heading = newId("piece");
  const table = h("div", { class: "piece-table", id: newId("table") });
  const asked = localized(request.path, { ...request.parameters, ...more, labels: "both" });
  const answer = async () => {
    await after;
    return ask(asked);
  };
  const ready = show(table, answer, draw);
  const drawing = figure ?? (request.chart ? chartOf(request, { title, ratio, answer: answer(), describedby: table.id }) : null);
  const section = h(
    "section",
    { class: `piece${wide ? " wide" : ""}`, "aria-labelledby": heading, "data-piece": key },
    h("header", {}, h("h2", { id: heading }, title), lead && h("p", { class: "lead" }, lead)),
    extra,
    drawing ? h("div", { class: "side-by-side" }, drawing, table) : table,
    h(
      "footer",
      { class: "piece-tools" },
      explore && h("a", { href: address(elsewhere(store.state, { view: "explore", ...explore })), "data-view": "explore" }, t("piece.explore")),
      h("button", { type: "button", "aria-label": t("piece.take_named", { title }), on: { click: () => openTake(request, title) } }, t("piece.take")),
    ),
  );
  return { section, ready };
}
