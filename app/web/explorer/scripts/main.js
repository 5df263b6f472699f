/** Begin: load the words, draw the frame of the page, and show the view that the address names. */

import { onWaiting } from "./api.js";
import { changes } from "./changes.js";
import { check } from "./check.js";
import { controlsOf } from "./controls.js";
import { closeDialog } from "./dialog.js";
import { fill, h } from "./dom.js";
import { explore } from "./explore.js";
import { overview } from "./overview.js";
import { address, elsewhere, Store } from "./store.js";
import { chooseLanguage, loadWords, t, words } from "./texts.js";

// View → what draws it, whether the controls for year and place belong to it, in the order of the navigation.
const VIEWS = {
  overview: { draw: overview, controls: ["year", "region", "as_of"] },
  explore: { draw: explore, controls: ["as_of"] },
  check: { draw: check, controls: ["as_of"] },
  changes: { draw: changes, controls: [] },
};
const PATIENCE_MS = 250;

const store = new Store();
await loadWords(store.get("lang"));
const page = document.getElementById("page");
const progress = h("div", { class: "progress", role: "progressbar", "aria-label": t("waiting"), hidden: true });
watchProgress();
let shown;
draw();
store.subscribe((changed, origin) => {
  if (changed.includes("view") || origin === "history") {
    closeDialog();
    draw();
    document.getElementById("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  } else {
    drawFrame();
    shown(changed);
  }
});

/** Draw the whole page. */
function draw() {
  const main = h("main", { id: "main", tabindex: "-1" });
  fill(page, progress, h("header", { class: "site" }), h("div", { class: "banner-place" }), main, footer());
  drawFrame();
  const name = viewName();
  main.className = `view-${name}`;
  shown = VIEWS[name].draw(main, store);
}

/** Draw what surrounds the view: its links carry the state. */
function drawFrame() {
  const name = viewName();
  document.title = name === "overview" ? t("site.title") : `${t(`nav.${name}`)} – ${t("site.title")}`;
  fill(
    page.querySelector("header.site"),
    h("a", { class: "brand", href: address({}), on: { click: (event) => follow(event, {}) } }, "betech", h("span", {}, t("site.tagline"))),
    h(
      "nav",
      { "aria-label": t("nav.label") },
      h("ul", {}, Object.keys(VIEWS).map((view) => h("li", {}, linkTo(view, name)))),
    ),
    languages(),
  );
  fill(page.querySelector(".banner-place"), controlsOf(VIEWS[name].controls, store));
}

function viewName() {
  const name = store.get("view", "overview");
  return name in VIEWS ? name : "overview";
}

function linkTo(view, current) {
  const state = elsewhere(store.state, { view: view === "overview" ? "" : view });
  return h("a", { href: address(state), "aria-current": view === current ? "page" : null, "data-view": view, on: { click: (event) => follow(event, state) } }, t(`nav.${view}`));
}

/** Follow a link within the page, unless the reader wants it elsewhere. */
function follow(event, state) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  store.put(state);
}

function languages() {
  return h(
    "ul",
    { class: "languages", "aria-label": t("nav.language") },
    Object.entries(words.languages).map(([code, name]) =>
      h(
        "li",
        {},
        h("button", { type: "button", lang: code, "aria-pressed": String(code === words.lang), "aria-label": name, title: name, "data-lang": code, on: { click: () => speak(code) } }, code.toUpperCase()),
      ),
    ),
  );
}

/** Show the page in another language; the address stays free of it, so that a link speaks the reader's own. */
async function speak(lang) {
  await chooseLanguage(lang);
  if (store.get("lang")) history.replaceState(null, "", address({ ...store.state, lang: "" }));
  delete store.state.lang;
  draw();
  page.querySelector(`[data-lang="${lang}"]`).focus();
}

function footer() {
  const { base } = words.addresses;
  return h(
    "footer",
    { class: "site" },
    h("p", {}, t("footer.licence"), " ", h("a", { href: "https://creativecommons.org/licenses/by/4.0/", rel: "license" }, "CC BY 4.0"), "."),
    h(
      "ul",
      {},
      [
        ["/docs", t("footer.docs")],
        ["/v1/releases", t("footer.releases")],
        ["/catalog", t("footer.catalogue")],
        ["/v1/sources.csv", t("footer.sources")],
        ["/openapi.json", "OpenAPI"],
      ].map(([path, name]) => h("li", {}, h("a", { href: base + path }, name))),
    ),
  );
}

/** Show that requests are under way, once they take longer than a reader would notice. */
function watchProgress() {
  let timer = null;
  onWaiting((number) => {
    if (number && !timer) timer = setTimeout(() => (progress.hidden = false), PATIENCE_MS);
    if (!number) {
      clearTimeout(timer);
      timer = null;
      progress.hidden = true;
    }
  });
}
