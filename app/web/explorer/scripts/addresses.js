/** Build the requests of the page: every table, chart and file on it is an address that anybody can ask. */

import { words } from "./texts.js";

/** @typedef {Record<string, string | number | null | undefined>} Parameters */

/**
 * The address of an answer on this server.
 * @param {string} path such as `/v1/aggregates/funding-rounds`, or with a suffix `.csv`
 * @param {Parameters} [parameters] empty ones are left out
 */
export function api(path, parameters = {}) {
  return words.addresses.base + relative(path, parameters);
}

/** The same without the place under which the server may stand behind another one. */
export function relative(path, parameters = {}) {
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== "" && value !== null && value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encode(String(value))}`)
    .join("&");
  return path + (query ? `?${query}` : "");
}

/** The same with the language of the page. */
export function localized(path, parameters = {}) {
  return api(path, { ...parameters, lang: words.lang });
}

/** A link that the API gave, as an address on this server whatever public name it carries. */
export function onThisServer(link) {
  const url = new URL(link, location.href);
  return url.pathname + url.search;
}

/** The address under which others reach an address of this server. */
export function live(address) {
  return new URL(address, location.href).href;
}

/** The name of a question's path with the suffix of a format. */
export function written(path, format) {
  return format === "json" ? path : `${path}.${format}`;
}

function encode(value) {
  return encodeURIComponent(value).replace(/%(2C|3A|2F|2A)/g, (code) => decodeURIComponent(code));
}
