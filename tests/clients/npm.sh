#!/bin/sh
# Run the clients of other ecosystems against a service of its own: linters and generators of the OpenAPI document, readers
# of tables, cubes and charts in JavaScript, Python and R, the assistants' TypeScript client. Each adds up the same sum.
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
	openapi-fetch@0.17.0 @hey-api/openapi-ts@0.95.0 orval@7.13.2 typescript@5.9.3 @types/node@20 \
	@modelcontextprotocol/sdk@1.32.2 jsonstat-toolkit@2.2.2 jsonstat-suite@4.0.1 vega@6 vega-lite@6 arquero@7 \
	papaparse@5 d3-dsv@3 exceljs@4 xlsx@0.18
cp "$here"/tests/clients/js/* .
document="$site/openapi.json"
strict="npx tsc --strict --skipLibCheck --target es2022 --module esnext --moduleResolution bundler --types node"

echo "spectral" && echo 'extends: ["spectral:oas"]' >spectral.yaml
npx spectral lint "$document" --ruleset spectral.yaml --fail-severity=warn
echo "redocly" && REDOCLY_TELEMETRY=off npx redocly lint --extends=recommended-strict "$document"

echo "openapi-typescript and openapi-fetch"
npx openapi-typescript "$document" -o schema.d.ts && npx tsc --strict --noEmit schema.d.ts
$strict typed.ts && mv typed.js typed.mjs && node typed.mjs "$site"
echo "hey-api" && npx openapi-ts -i "$document" -o hey -c @hey-api/client-fetch --no-log-file && $strict --noEmit hey/*.ts
echo "orval"
echo "module.exports = { api: { input: '$document', output: { target: 'orval/client.ts', client: 'fetch' } } };" >orval.config.cjs
npx orval --config orval.config.cjs && $strict --noEmit orval/client.ts
if grep -nE ': unknown[;,[]|<unknown>' hey/types.gen.ts orval/client.ts; then exit 1; fi

echo "tables, cubes and charts in JavaScript" && node tables.mjs "$site"
echo "assistants' TypeScript client" && node assistant.mjs "$site"

echo "openapi-python-client and readers in Python"
"$here/.venv/bin/python" -m venv python
python/bin/python -m pip install -qq --disable-pip-version-check --no-input openapi-python-client==0.29.1 mypy ruff \
	fastparquet python-calamine petl xlsx2csv sdmxthon 'dask[dataframe]' aiohttp requests duckdb==1.5.5 duckdb-extensions==1.5.5 duckdb-extension-httpfs==1.5.5
cat >generator.yaml <<'YAML'
content_type_overrides:
  application/vnd.apache.parquet: application/octet-stream
  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: application/octet-stream
YAML
PATH="$work/python/bin:$PATH" python/bin/openapi-python-client generate --url "$document" --output-path generated \
	--meta none --overwrite --fail-on-warning --config generator.yaml
python/bin/python -m compileall -q generated
# What the generator itself writes into every client.py is not ours to type.
python/bin/mypy --strict generated | grep -v '^generated/client.py:\|^Found ' | tee types.txt
test ! -s types.txt
cat >generated_client.py <<'PY'
import sys
from generated import Client, models
from generated.api.aggregates import aggregate_funding_rounds as asking
groups = [models.AggregateFundingRoundsGroupByItem(group) for group in ("region", "year")]
answer = asking.sync(client=Client(sys.argv[1]), group_by=groups, year="2019:2024")
assert isinstance(answer, models.FundingRoundAggregate) and isinstance(answer.items[0].region, models.RegionCode)
assert sum(row.sum_ for row in answer.items) > 0
PY
python/bin/python generated_client.py "$site"
python/bin/python "$here/tests/clients/more.py" "$site"

if command -v Rscript >/dev/null && Rscript -e 'library(rsdmx)' >/dev/null 2>&1; then
	echo "R" && Rscript "$here/tests/clients/clients.R" "$site"
else
	echo "R: not on this machine with rsdmx (Debian: r-cran-rsdmx, and r-cran-readr, r-cran-readxl, r-cran-jsonlite)"
fi
echo "every client read the service"
