import { h } from "./dom.js";
export function publishersOf() { return h("div"); }
