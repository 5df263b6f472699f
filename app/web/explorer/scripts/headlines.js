import { h } from "./dom.js";
export function headlinesOf() { return h("div"); }
