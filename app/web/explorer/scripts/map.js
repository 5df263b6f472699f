/** The map of Belgium: areas coloured by a value, each a link to the same page for that area. */

import { ask } from "./api.js";
import { h, s } from "./dom.js";
import { cell } from "./numbers.js";
import { t, words } from "./texts.js";
import { show } from "./waiting.js";

const WIDTH = 640;
const STEPS = 5;

/**
 * @param {"nuts1" | "nuts2"} layer
 * @param {() => Promise<any>} answer an aggregate by region or province
 * @param {{group: string, measure: string, unit: string, title: string, choose: (code: string) => void, chosen: string}} wish
 */
export function mapOf(layer, answer, wish) {
  const figure = h("figure", { class: "map" });
  show(
    figure,
    () => Promise.all([ask(words.addresses.map), answer()]),
    ([topology, found]) => drawing(topology, layer, found.items, wish),
  );
  return figure;
}

function drawing(topology, layer, items, { group, measure, unit, title, choose, chosen }) {
  const project = projection(topology);
  const values = new Map(items.map((item) => [item[group], item]));
  const top = Math.max(0, ...items.filter((item) => item[group] !== "UNK").map((item) => item[measure] ?? 0));
  const areas = topology.objects[layer].geometries.map((area) => {
    const item = values.get(area.id);
    const value = item?.[measure] ?? null;
    const name = area.properties[`name_${words.lang}`] ?? area.properties[words.lang] ?? item?.[`${group}_label`] ?? area.id;
    const said = t("map.area", { name, value: value === null ? t("none") : `${cell(value, unit)} ${t(`unit.million_${unit}`)}` });
    const step = !value || !top ? 0 : Math.min(STEPS, Math.ceil((value / top) * STEPS));
    const press = (event) => {
      if (event.type === "click" || event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        choose(area.id);
      }
    };
    return s(
      "path",
      {
        d: outline(topology, area, project),
        class: `area step-${step}${chosen !== "BE" && area.id.startsWith(chosen) ? " chosen" : ""}`,
        role: "button",
        tabindex: "0",
        "aria-label": said,
        "data-code": area.id,
        on: { click: press, keydown: press },
      },
      s("title", {}, said),
    );
  });
  return [
    s("svg", { viewBox: `0 0 ${WIDTH} ${project.height}`, role: "group", "aria-label": title }, areas),
    h(
      "ul",
      { class: "legend", "aria-hidden": "true" },
      top > 0 && Array.from({ length: STEPS }, (_, step) => h("li", { class: `step-${step + 1}` }, `≤ ${cell((top * (step + 1)) / STEPS, unit)}`)),
      top > 0 && h("li", { class: "unit" }, t(`unit.million_${unit}`)),
    ),
  ];
}

/** From the steps of the topology to the plane: degrees, with a degree of longitude as wide as it is in Belgium. */
function projection({ transform, arcs }) {
  const { scale, translate } = transform;
  const points = arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
  const all = points.flat();
  const [west, east] = [Math.min(...all.map((p) => p[0])), Math.max(...all.map((p) => p[0]))];
  const [south, north] = [Math.min(...all.map((p) => p[1])), Math.max(...all.map((p) => p[1]))];
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const factor = (WIDTH - 4) / ((east - west) * shrink);
  const place = ([longitude, latitude]) => [2 + (longitude - west) * shrink * factor, 2 + (north - latitude) * factor];
  return { arcs: points.map((arc) => arc.map(place)), height: Math.ceil((north - south) * factor) + 4 };
}

function outline(topology, area, project) {
  const polygons = area.type === "MultiPolygon" ? area.arcs : [area.arcs];
  return polygons
    .flat()
    .map((ring) => {
      const points = ring.flatMap((index, place) => {
        const arc = index < 0 ? project.arcs[~index].toReversed() : project.arcs[index];
        return place ? arc.slice(1) : arc;
      });
      return `M${points.map((point) => point.map((part) => part.toFixed(1)).join(" ")).join("L")}Z`;
    })
    .join("");
}
