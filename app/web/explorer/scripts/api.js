/** Ask the API: answers are kept for the visit, waiting shows, and a failure speaks in the problem's own words. */

/** A failure that the API or the network told of. */
export class Problem extends Error {
  /** @param {{title: string, detail?: string, status?: number, errors?: any[], request_id?: string}} problem */
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

const answers = new Map();
const KEPT = 200;
let waiting = 0;
let whenWaiting = () => {};

/** Hear how many requests are under way. */
export function onWaiting(listener) {
  whenWaiting = listener;
}

/**
 * The JSON answer of an address.
 * @param {string} address
 * @returns {Promise<any>}
 */
export function ask(address) {
  return remember(`json ${address}`, () => load(address, "application/json", (answer) => answer.json()));
}

/** The text of an address, such as an SVG drawing. */
export function askText(address, kind) {
  return remember(`text ${address}`, () => load(address, kind, (answer) => answer.text()));
}

function remember(key, begin) {
  if (!answers.has(key)) {
    if (answers.size >= KEPT) answers.delete(answers.keys().next().value);
    const promise = begin();
    answers.set(key, promise);
    promise.catch(() => answers.delete(key));
  }
  return answers.get(key);
}

async function load(address, kind, read) {
  count(1);
  try {
    const answer = await fetch(address, { headers: { Accept: kind } });
    if (!answer.ok) throw new Problem(await problemOf(answer));
    return await read(answer);
  } catch (error) {
    if (error instanceof TypeError) throw new Problem({ title: "", detail: error.message, status: 0 });
    throw error;
  } finally {
    count(-1);
  }
}

async function problemOf(answer) {
  const kind = answer.headers.get("Content-Type") ?? "";
  if (kind.includes("json")) return answer.json();
  return { title: answer.statusText || String(answer.status), status: answer.status };
}

function count(step) {
  waiting += step;
  whenWaiting(waiting);
}
