-- The two roles of the service: betech_owner migrates and imports, betech_reader reads and nothing else.
--
--   psql "$SUPERUSER_URL" -v owner_password=… -v reader_password=… -f deploy/roles.sql
--
-- Run it once, as a superuser, before `betech migrate`. What the owner makes later is readable by the reader at once.

\set ON_ERROR_STOP on

CREATE ROLE betech_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE betech_reader LOGIN PASSWORD :'reader_password';
ALTER ROLE betech_reader SET default_transaction_read_only = on;

CREATE DATABASE betech OWNER betech_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE betech FROM PUBLIC;
GRANT CONNECT ON DATABASE betech TO betech_reader;

\connect betech

ALTER SCHEMA public OWNER TO betech_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO betech_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE betech_owner GRANT USAGE ON SCHEMAS TO betech_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE betech_owner GRANT SELECT ON TABLES TO betech_reader;
