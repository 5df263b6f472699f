// A client generated from the OpenAPI document: codes are unions of literals, and the same cells add up to the sum.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Region = components["schemas"]["RegionCode"];
const site: string = process.argv[2] ?? "";
const client = createClient<paths>({ baseUrl: site });
const { data, error } = await client.GET("/v1/aggregates/funding-rounds", {
  params: { query: { group_by: ["region", "year"], measures: ["sum"], year: "2019:2024" } },
});
if (error) throw new Error(error.detail);
const sum: number = data.items.reduce((total, row) => total + (row.sum ?? 0), 0);
const regions: (Region | "UNK" | "ALL" | null | undefined)[] = data.items.map((row) => row.region);
if (!(sum > 0) || regions.length !== data.items.length) throw new Error(`${sum}`);
// @ts-expect-error: a code that no list has
const wrong: Region = "BE9";
void wrong;
