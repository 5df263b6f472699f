/** The code lists and names that filters are typed from. */

import { localized } from "./addresses.js";
import { ask } from "./api.js";

/** The entries of a code list in the reader's language. */
export async function entriesOf(list) {
  return (await ask(localized(`/v1/dimensions/${list}`))).items;
}

/** Options of a code list whose name or code holds what is typed, those that begin with it first. */
export async function findCodes(list, typed) {
  const wanted = folded(typed);
  const found = (await entriesOf(list)).filter(
    (entry) => !wanted || [entry.label, entry.code, ...Object.values(entry.crosswalk ?? {})].some((word) => folded(word).includes(wanted)),
  );
  const begins = (entry) => Number(!folded(entry.label).startsWith(wanted));
  return found.toSorted((a, b) => begins(a) - begins(b)).map(({ code, label }) => ({ code, label }));
}

/** The label of a code. */
export async function nameCode(list, code) {
  return (await entriesOf(list)).find((entry) => entry.code === code)?.label ?? code;
}

/** Records of a list by name; nothing before a letter is typed. */
export async function findRecords(dataset, typed) {
  if (!typed) return [];
  const { items } = await ask(localized("/v1/search", { q: typed, dataset, limit: 12 }));
  return items.map((item) => ({ code: item.id, label: item.name }));
}

/** The name of a record. */
export async function nameRecord(dataset, id) {
  const { item } = await ask(localized(`/v1/${dataset}/${encodeURIComponent(id)}`));
  return item.name ?? item.company?.name ?? id;
}

/** Words without case and accents. */
function folded(word) {
  return String(word).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
