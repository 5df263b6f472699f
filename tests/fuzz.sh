#!/bin/sh
# Let Schemathesis ask a service of its own: fuzz.sh DIRECTORY_OF_PROGRAMS CASES
set -eu
bin=$1 cases=$2
directory=$(mktemp -d)
port=$("$bin/python" -c 'import socket; probe = socket.socket(); probe.bind(("127.0.0.1", 0)); print(probe.getsockname()[1])')
"$bin/python" -m app serve --port "$port" --data-dir "$directory/data" --log-format json >"$directory/output" 2>"$directory/log" &
service=$!
trap 'kill $service; wait $service || true; rm -rf "$directory"' EXIT
until grep -q "betech answers on" "$directory/output"; do
	kill -0 $service || { cat "$directory/log" >&2; exit 1; }
	sleep 0.2
done
# The document itself is asked for once before: its first writing takes a while.
"$bin/python" -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=120).read()' \
	"http://127.0.0.1:$port/openapi.json"
"$bin/schemathesis" run "http://127.0.0.1:$port/openapi.json" --checks all --phases examples,coverage,fuzzing,stateful \
	--max-examples "$cases" --seed 1 --continue-on-failure --no-color --workers 2
