/** Charts: the drawing that the server makes of an answer, fitted to the width at hand and to light or dark. */

import { askText, Problem } from "./api.js";
import { localized, written } from "./addresses.js";
import { h } from "./dom.js";
import { t } from "./texts.js";
import { nothing, show } from "./waiting.js";

// The status of an answer that is there but cannot be drawn.
const UNDRAWN = 406;
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
 * A figure with the chart of a request. It is drawn once the answer behind its table is there; an answer without
 * rows has no chart, and what is wrong with a question its table says.
 * @param {{path: string, parameters: object}} request
 * @param {{title: string, answer: Promise<any>, ratio?: number, describedby?: string}} about
 */
export function chartOf(request, { title, answer, ratio = 0.56, describedby }) {
  const element = h("div", { class: "drawing" });
  const chart = { element, request, ratio, title, width: 0 };
  const figure = h("figure", { class: "chart", "aria-describedby": describedby }, element);
  answer.then(
    ({ items }) => {
      if (!items.length) return figure.remove();
      drawn.add(chart);
      return whenNear(figure, () => draw(chart));
    },
    () => figure.remove(),
  );
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

/** The drawing; where the answer cannot be drawn, why. */
async function drawingOf(address) {
  try {
    return await askText(address, "image/svg+xml");
  } catch (error) {
    if (error instanceof Problem && error.problem.status === UNDRAWN) return error;
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
