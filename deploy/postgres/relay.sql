-- Run once, when the server's data is made: a database and a role for each service. The tables belong to relay_owner,
-- who migrates; a service reads and writes rows of its own database, and can change no table.
\set password `cat /run/relay/relay_owner`
CREATE ROLE relay_owner LOGIN PASSWORD :'password';
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;

\set name telegram_gateway
\set password `cat /run/relay/telegram_gateway`
\ir /deploy/postgres/service.psql
\set name wahelp_gateway
\set password `cat /run/relay/wahelp_gateway`
\ir /deploy/postgres/service.psql
\set name client_directory
\set password `cat /run/relay/client_directory`
\ir /deploy/postgres/service.psql
