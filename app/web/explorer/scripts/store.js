/** The one store: what the reader looks at, held in the address bar so that a link opens the same view. */

/** @typedef {Record<string, string>} State */

const COMMON = ["year", "region", "as_of", "lang"];

export class Store {
  /** @type {State} */ state;
  /** @type {((changed: string[], origin: "page" | "history") => void)[]} */ #listeners = [];

  constructor() {
    this.state = read(location.search);
    addEventListener("popstate", () => {
      const before = this.state;
      this.state = read(location.search);
      this.#tell(difference(before, this.state), "history");
    });
  }

  /** The value of a key, or a default. */
  get(key, otherwise = "") {
    return this.state[key] ?? otherwise;
  }

  /** Change some keys; an empty value takes its key away. With `replace` the history gets no new entry. */
  set(patch, { replace = false } = {}) {
    this.put({ ...this.state, ...patch }, { replace });
  }

  /** Put a whole state in the place of the present one. */
  put(next, { replace = false } = {}) {
    const state = tidy(next);
    const changed = difference(this.state, state);
    if (!changed.length) return;
    this.state = state;
    history[replace ? "replaceState" : "pushState"](null, "", address(state));
    this.#tell(changed, "page");
  }

  /** Hear of changes: which keys, and whether the reader went through the history. */
  subscribe(listener) {
    this.#listeners.push(listener);
  }

  #tell(changed, origin) {
    if (changed.length) for (const listener of this.#listeners) listener(changed, origin);
  }
}

/** The state of another view that keeps the year, the place and the vintage of this one. */
export function elsewhere(state, patch) {
  const kept = Object.fromEntries(COMMON.filter((key) => key in state).map((key) => [key, state[key]]));
  return tidy({ ...kept, ...patch });
}

/** The address of a state on this page. */
export function address(state) {
  const query = new URLSearchParams(tidy(state)).toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return location.pathname + (query ? `?${query}` : "");
}

function read(search) {
  const state = {};
  for (const [key, value] of new URLSearchParams(search)) {
    if (value) state[key] = key in state ? `${state[key]},${value}` : value;
  }
  return state;
}

function tidy(state) {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== "" && value != null));
}

function difference(before, after) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]);
}
