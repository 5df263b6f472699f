/** Charts: the drawing that the server makes of an answer, fitted to the width at hand and to light or dark. */

import { askText, Problem } from "./api.js";
import { localized, written } from "./addresses.js";
import { h } from "./dom.js";
import { t } from "./texts.js";
import { nothing, show } from "./waiting.js";

// An answer that cannot be drawn, has no cell, or was not understood.
const UNDRAWN = new Set([400, 404, 406]);
// Below this width a title and a legend need so much room that the drawing has to be nearly square.
const ROOMY = 500;
const NARROW_RATIO = 1;
const WIDTHS = [340, 480, 640, 800, 1000];
const dark = matchMedia("(prefers-color-scheme: dark)");
const drawn = new Set();

dark.addEventListener("change", () => redraw(() => true));
let resizing;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => redraw((chart) => chart.width !== fittingWidth(chart.element)), 200);
});

/**
 * A figure with the chart of a request; its table stands beside it in the page, named by `describedby`.
 * @param {{path: string, parameters: object}} request
 * @param {{title: string, ratio?: number, describedby?: string}} about
 */
export function chartOf(request, { title, ratio = 0.56, describedby }) {
  const element = h("div", { class: "drawing" });
  const chart = { element, request, ratio, title, width: 0 };
  const figure = h("figure", { class: "chart", "aria-describedby": describedby }, element);
  drawn.add(chart);
  whenNear(figure, () => draw(chart));
  return figure;
}

/** Draw once the figure is near the visible part of the page, so that the first view waits for nothing else. */
function whenNear(figure, begin) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      begin();
    },
    { rootMargin: "400px" },
  );
  observer.observe(figure);
}

function draw(chart) {
  chart.width = fittingWidth(chart.element);
  const address = localized(written(chart.request.path, "svg"), {
    ...chart.request.parameters,
    width: chart.width,
    height: Math.round(chart.width * (chart.width < ROOMY ? NARROW_RATIO : chart.ratio)),
    theme: dark.matches ? "dark" : null,
  });
  return show(
    chart.element,
    () => drawingOf(address),
    (answer) => (answer instanceof Problem ? nothing(answer.message) : picture(answer, chart.title)),
  );
}

/** The drawing; where the answer has none, why: what is wrong with the question its table says. */
async function drawingOf(address) {
  try {
    return await askText(address, "image/svg+xml");
  } catch (error) {
    if (error instanceof Problem && UNDRAWN.has(error.problem.status)) return error;
    throw error;
  }
}

/** The drawing as a node: one picture with a name, whose marks say their value under the pointer. */
function picture(text, title) {
  const drawing = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
  for (const part of drawing.querySelectorAll(":scope > title, :scope > desc")) part.remove();
  drawing.removeAttribute("aria-labelledby");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", t("chart.label", { title }));
  drawing.removeAttribute("width");
  drawing.removeAttribute("height");
  for (const mark of drawing.querySelectorAll("[aria-roledescription][aria-label]")) {
    const tip = document.createElementNS("http://www.w3.org/2000/svg", "title");
    tip.textContent = mark.getAttribute("aria-label");
    mark.prepend(tip);
  }
  return drawing;
}

function fittingWidth(element) {
  const room = element.clientWidth || 640;
  return WIDTHS.findLast((width) => width <= room) ?? WIDTHS[0];
}

function redraw(wanted) {
  for (const chart of drawn) {
    if (!chart.element.isConnected) drawn.delete(chart);
    else if (chart.width && wanted(chart)) draw(chart);
  }
}
