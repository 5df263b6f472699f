// The TypeScript client of the Model Context Protocol lists the five tools and calls each of them.
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const site = process.argv[2];
const client = new Client({ name: "test", version: "1" });
await client.connect(new StreamableHTTPClientTransport(new URL(`${site}/mcp`)));
const { tools } = await client.listTools();
assert.deepEqual(tools.map((tool) => tool.name).sort(), [
  "check_number", "explain_figure", "list_codes", "query_aggregates", "search_indicators",
]);
assert.ok(tools.every((tool) => tool.outputSchema && tool.annotations.readOnlyHint));

const call = async (name, parameters) => {
  const result = await client.callTool({ name, arguments: parameters }); // which checks it against the output schema
  assert.ok(!result.isError, JSON.stringify(result.content));
  const answer = result.structuredContent;
  assert.ok(answer.link && answer.data_version, `${name} has no link`);
  console.log(`  ${name}`);
  return answer;
};
const filters = { year: "2019:2024" };
const cube = await call("query_aggregates", { dataset: "funding-rounds", group_by: ["region", "year"], filters });
const same = await (await fetch(new URL(cube.link, site))).json();
assert.equal(cube.rows.reduce((n, row) => n + row.sum, 0), same.items.reduce((n, row) => n + row.sum, 0));
assert.ok(cube.sources.every((source) => source.title && source.link));
const figures = await call("explain_figure", { indicator: "tech_funding_total", region: "BE", year: "2024" });
assert.ok(figures.figures[0].source.title);
const { value, unit, region, period } = figures.figures[0];
const checked = await call("check_number", { value: String(value), unit, region, year: period });
assert.ok(checked.matches.length);
assert.ok((await call("search_indicators", { words: "funding" })).indicators.length);
assert.ok((await call("list_codes", { codelist: "sector", lang: "fr" })).codes.length);
const refused = await client.callTool({ name: "query_aggregates", arguments: { dataset: "exits", filters: { region: "XX" } } });
assert.ok(refused.isError);
await client.close();
