/** A field that completes what is typed from a list of codes, and keeps the chosen ones as tokens (ARIA combobox). */

import { fill, h, newId } from "./dom.js";
import { t } from "./texts.js";

const MOST = 12;

/** @typedef {{code: string, label: string, hint?: string}} Option */

/**
 * @param {object} wish
 * @param {string} wish.label
 * @param {(typed: string) => Promise<Option[]>} wish.find the options for what is typed
 * @param {(code: string) => Promise<string>} wish.name the label of a chosen code
 * @param {string[]} wish.chosen
 * @param {(codes: string[]) => void} wish.change
 */
export function combobox({ label, find, name, chosen, change }) {
  const ids = { input: newId("input"), list: newId("options") };
  const codes = [...chosen];
  const tokens = h("ul", { class: "tokens", "aria-label": t("filters.chosen", { name: label }) });
  const list = h("ul", { role: "listbox", id: ids.list, "aria-label": label, hidden: true });
  const input = h("input", {
    id: ids.input,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": ids.list,
    placeholder: t("filters.type"),
    on: { input: () => offer(), focus: () => offer(), keydown: (event) => keyed(event), blur: () => setTimeout(close, 150) },
  });
  let options = [];
  let active = -1;
  let turn = 0;

  async function offer() {
    turn += 1;
    const mine = turn;
    const found = (await find(input.value.trim())).filter((option) => !codes.includes(option.code)).slice(0, MOST);
    if (mine !== turn || document.activeElement !== input) return;
    options = found;
    mark(input.value && found.length ? 0 : -1);
  }

  function mark(place) {
    active = place;
    fill(
      list,
      options.map((option, index) =>
        h(
          "li",
          { role: "option", id: `${ids.list}-${index}`, "aria-selected": String(index === active), on: { mousedown: (event) => event.preventDefault(), click: () => choose(option) } },
          option.label,
          h("span", { class: "code" }, option.hint ?? option.code),
        ),
      ),
    );
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (active >= 0) input.setAttribute("aria-activedescendant", `${ids.list}-${active}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    turn += 1;
    options = [];
    mark(-1);
  }

  function keyed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      mark((active + step + options.length) % options.length);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && !input.value && codes.length) {
      codes.pop();
      renew();
    }
  }

  function choose(option) {
    codes.push(option.code);
    input.value = "";
    close();
    renew();
    input.focus();
  }

  function renew() {
    drawTokens();
    change([...codes]);
  }

  function drawTokens() {
    fill(
      tokens,
      codes.map((code) => {
        const said = h("span", {}, code);
        const remove = h(
          "button",
          { type: "button", "aria-label": t("filters.remove", { name: code }), on: { click: () => (codes.splice(codes.indexOf(code), 1), renew(), input.focus()) } },
          "×",
        );
        name(code).then((words) => {
          said.textContent = words;
          remove.setAttribute("aria-label", t("filters.remove", { name: words }));
        });
        return h("li", { "data-code": code }, said, remove);
      }),
    );
    tokens.hidden = !codes.length;
  }

  drawTokens();
  return h("div", { class: "combobox" }, h("label", { for: ids.input }, label), tokens, h("div", { class: "box" }, input, list));
}
