/** The one dialog of the page, for records and sources behind a figure and for taking data along. */

import { fill, h, newId } from "./dom.js";
import { t } from "./texts.js";

let dialog;

/**
 * Open the dialog over the page; where it is open already, show the new content in it.
 * @param {string} title
 * @param {(body: HTMLElement) => void} draw fills the body
 * @param {() => void} [back] what the way back does, where there is one
 */
export function openDialog(title, draw, back) {
  const heading = newId("dialog");
  const body = h("div", { class: "dialog-body" });
  dialog ??= makeDialog();
  fill(
    dialog,
    h(
      "header",
      {},
      back && h("button", { type: "button", class: "quiet", on: { click: back } }, `← ${t("back")}`),
      h("h2", { id: heading, tabindex: "-1" }, title),
      h("button", { type: "button", class: "quiet close", on: { click: () => dialog.close() } }, t("close"), h("span", { "aria-hidden": "true" }, " ×")),
    ),
    body,
  );
  dialog.setAttribute("aria-labelledby", heading);
  draw(body);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("h2").focus();
  dialog.scrollTop = 0;
}

/** Close the dialog where it is open. */
export function closeDialog() {
  dialog?.close();
}

function makeDialog() {
  const made = h("dialog", {
    on: {
      click: (event) => {
        if (event.target === made) made.close();
      },
    },
  });
  document.body.append(made);
  return made;
}
