/** Fill a place of the page with an answer: progress before it, its problem instead of it, a reason when it is empty. */

import { Problem } from "./api.js";
import { fill, h } from "./dom.js";
import { t } from "./texts.js";

const turns = new WeakMap();

/**
 * Fill an element with what `draw` makes of an answer; a later filling of the same element wins.
 * @template T
 * @param {Element} element
 * @param {() => Promise<T>} answer
 * @param {(answer: T) => any} draw
 */
export async function show(element, answer, draw) {
  const turn = (turns.get(element) ?? 0) + 1;
  turns.set(element, turn);
  element.setAttribute("aria-busy", "true");
  if (!element.childElementCount) fill(element, skeleton());
  let content;
  try {
    content = draw(await answer());
  } catch (error) {
    content = problemOf(error, () => show(element, answer, draw));
  }
  if (turns.get(element) !== turn) return;
  fill(element, content);
  element.removeAttribute("aria-busy");
}

/** What stands where an answer is on its way. */
function skeleton() {
  return h("div", { class: "skeleton", role: "status" }, h("span", { class: "unseen" }, t("waiting")));
}

/** A failure in the problem's own words, with the way out that it names. */
export function problemOf(error, again) {
  if (!(error instanceof Problem)) throw error;
  const { title, detail, errors = [], request_id, status } = error.problem;
  const near = errors.filter((fault) => fault.did_you_mean);
  return h(
    "div",
    { class: "problem", role: "alert" },
    h("p", { class: "problem-title" }, status === 0 ? t("problem.offline") : title),
    detail && status !== 0 && h("p", {}, detail),
    near.map((fault) => h("p", {}, t("problem.did_you_mean", { parameter: fault.parameter, word: fault.did_you_mean }))),
    h(
      "p",
      { class: "actions" },
      h("button", { type: "button", on: { click: again } }, t("problem.again")),
      request_id && h("small", {}, t("problem.request_id", { id: request_id })),
    ),
  );
}

/** Why there is nothing to see. */
export function nothing(reason) {
  return h("p", { class: "nothing" }, reason);
}
