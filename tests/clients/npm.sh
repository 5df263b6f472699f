#!/bin/sh
# Run the clients of other ecosystems against a service of its own: linters and generators of the OpenAPI document,
# JSON-stat in JavaScript, the assistants' TypeScript client, and R's SDMX client where R is there.
# Usage: tests/clients/npm.sh [address of a running service]
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
data=$(mktemp -d)
server=""
finish() {
	test -z "$server" || kill "$server" 2>/dev/null || true
	wait 2>/dev/null || true
	rm -rf "$work" "$data"
}
trap finish EXIT INT TERM

site=${1:-}
if [ -z "$site" ]; then
	port=$("$here/.venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	site="http://127.0.0.1:$port"
	(cd "$here" && exec .venv/bin/python -m app serve --port "$port" --data-dir "$data" >"$work/server.log" 2>&1) &
	server=$!
	tries=0
	until curl -fsS "$site/readyz" >/dev/null 2>&1; do
		tries=$((tries + 1))
		test "$tries" -lt 120 || { cat "$work/server.log" >&2; exit 1; }
		sleep 1
	done
fi

cd "$work"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @stoplight/spectral-cli@6.16.3 @redocly/cli@2.77.0 openapi-typescript@7.13.0 \
	typescript@5.9.3 jsonstat-toolkit@2.2.2 @modelcontextprotocol/sdk@1.32.2
document="$site/openapi.json"

echo "spectral" && echo 'extends: ["spectral:oas"]' >spectral.yaml
npx spectral lint "$document" --ruleset spectral.yaml --fail-severity=warn
echo "redocly" && REDOCLY_TELEMETRY=off npx redocly lint --extends=recommended-strict "$document"
echo "openapi-typescript" && npx openapi-typescript "$document" -o schema.d.ts && npx tsc --strict --noEmit schema.d.ts

echo "jsonstat-toolkit"
cat >cube.mjs <<'JS'
import JSONstat from "jsonstat-toolkit";
const ask = `${process.argv[2]}/v1/aggregates/funding-rounds`;
const question = "group_by=region,year&measures=sum&year=2019:2024";
const cube = JSONstat(await (await fetch(`${ask}.jsonstat?${question}`)).json());
const { items } = await (await fetch(`${ask}?${question}`)).json();
const size = cube.length && cube.Dimension().reduce((n, one) => n * one.length, 1);
const metric = cube.id.find((id) => cube.Dimension(id).id.includes("sum"));
const sum = cube.toTable({ type: "arrobj", content: "id" }).filter((row) => row[metric] === "sum").reduce((n, row) => n + row.value, 0);
const wanted = items.reduce((n, row) => n + row.sum, 0);
if (size !== cube.n || Math.abs(sum - wanted) > 0.01) throw new Error(`${size} cells of ${cube.n}, ${sum} instead of ${wanted}`);
JS
node cube.mjs "$site"

echo "assistants' TypeScript client"
cat >tools.mjs <<'JS'
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
const client = new Client({ name: "test", version: "1" });
await client.connect(new StreamableHTTPClientTransport(new URL(`${process.argv[2]}/mcp`)));
const { tools } = await client.listTools();
const result = await client.callTool({ name: "query_aggregates", arguments: { dataset: "exits", group_by: ["year"] } });
if (tools.length !== 5 || result.isError || !result.structuredContent.rows.length) throw new Error(JSON.stringify(result));
await client.close();
JS
node tools.mjs "$site"

if command -v Rscript >/dev/null && Rscript -e 'library(rsdmx)' >/dev/null 2>&1; then
	echo "rsdmx"
	Rscript -e "library(rsdmx); x <- as.data.frame(readSDMX('$site/sdmx/2.1/data/FUNDING/A.BE2._T.SUM/all/?startPeriod=2019&endPeriod=2024')); stopifnot(nrow(x) == 6)"
else
	echo "rsdmx: not on this machine (Debian: r-cran-rsdmx)"
fi
echo "every client read the service"
