// Every reader of tables, cubes and charts of the JavaScript world adds up the same cells to the same sum.
import assert from "node:assert/strict";
import { fromCSV } from "arquero";
import { autoType, csvParse } from "d3-dsv";
import Excel from "exceljs";
import JSONstat from "jsonstat-toolkit";
import suite from "jsonstat-suite";
import Papa from "papaparse";
import * as vega from "vega";
import { compile } from "vega-lite";
import * as sheets from "xlsx";

const site = process.argv[2];
const cube = `${site}/v1/aggregates/funding-rounds`;
const question = "group_by=region,year&measures=sum&year=2019:2024";
const get = async (suffix, more = "") => {
  const answer = await fetch(`${cube}${suffix}?${question}${more}`);
  assert.equal(answer.status, 200, `${suffix} answers ${answer.status}`);
  return answer;
};
const text = async (suffix, more) => (await get(suffix, more)).text();
const bytes = async (suffix) => Buffer.from(await (await get(suffix)).arrayBuffer());
const added = (rows) => rows.reduce((sum, row) => sum + Number(row.sum), 0);
const wanted = added((await (await get("")).json()).items);
const same = (client, found) => {
  assert.ok(Math.abs(found - wanted) < 0.01, `${client} adds up to ${found}, not ${wanted}`);
  console.log(`  ${client}`);
};

same("papaparse", added(Papa.parse(await text(".csv"), { header: true, dynamicTyping: true, skipEmptyLines: true }).data));
const belgian = Papa.parse(await text(".csv", "&csv_dialect=excel-be"), { header: true, skipEmptyLines: true });
same("papaparse, Belgian dialect", added(belgian.data.map((row) => ({ sum: row.sum.replace(",", ".") }))));
same("d3-dsv", added(csvParse(await text(".csv"), autoType)));
same("arquero", fromCSV(await text(".csv")).objects().reduce((sum, row) => sum + row.sum, 0));

const book = new Excel.Workbook();
await book.xlsx.load(await bytes(".xlsx"));
const sheet = book.worksheets[0];
const place = sheet.getRow(1).values.indexOf("sum");
same("exceljs", sheet.getColumn(place).values.filter((cell) => typeof cell === "number").reduce((sum, cell) => sum + cell, 0));
const workbook = sheets.read(await bytes(".xlsx"));
same("SheetJS", added(sheets.utils.sheet_to_json(workbook.Sheets[workbook.SheetNames[0]])));

const stat = JSONstat(JSON.parse(await text(".jsonstat")));
assert.equal(stat.Dimension().reduce((n, one) => n * one.length, 1), stat.n);
const cells = stat.toTable({ type: "arrobj", content: "id" });
assert.equal(cells.length, stat.n);
same("jsonstat-toolkit", cells.filter((row) => row.metric === "sum").reduce((sum, row) => sum + row.value, 0));
const raw = JSON.parse(await text(".jsonstat"));
const { sum: label } = raw.dimension.metric.category.label;
const lines = Papa.parse(suite.toCSV(raw), { header: true, dynamicTyping: true }).data;
same("jsonstat-suite", lines.filter((row) => row.Measure === label).reduce((sum, row) => sum + row.Value, 0));

const spec = JSON.parse(await text(".vegalite"));
const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none" });
await view.runAsync();
same("vega-lite", spec.data.values.reduce((sum, point) => sum + (point.value ?? 0), 0));
view.finalize();
