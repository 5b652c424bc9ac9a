-- Run once by compose and by ./relay servers start, when the server's data is created: a database and a role for each service. The tables
-- belong to relay_owner, who migrates; a service reads and writes rows of its own database, and cannot change tables.
\set password `cat "${RELAY_ROLES:-/run/relay}/relay_owner"`
CREATE ROLE relay_owner LOGIN PASSWORD :'password';
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;

\set role telegram_gateway
\set database telegram_gateway
\set password `cat "${RELAY_ROLES:-/run/relay}/telegram_gateway"`
CREATE ROLE :"role" LOGIN PASSWORD :'password';
\ir service.psql
\set role wahelp_gateway
\set database wahelp_gateway
\set password `cat "${RELAY_ROLES:-/run/relay}/wahelp_gateway"`
CREATE ROLE :"role" LOGIN PASSWORD :'password';
\ir service.psql
\set role client_directory
\set database client_directory
\set password `cat "${RELAY_ROLES:-/run/relay}/client_directory"`
CREATE ROLE :"role" LOGIN PASSWORD :'password';
\ir service.psql
