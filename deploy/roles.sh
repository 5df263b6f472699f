#!/bin/sh
# Run by the PostgreSQL image once, when its volume is new.
set -eu
psql --username postgres --no-password -v owner_password="$OWNER_PASSWORD" -v reader_password="$READER_PASSWORD" \
    --file /etc/betech/roles.sql
