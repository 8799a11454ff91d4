-- order-service: the schema of the runtime tables.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

-- Everything that the runtime keeps lies in this schema. Every statement names it: a database user called `eda`
-- would otherwise pull unqualified tables into it through "$user".
CREATE SCHEMA IF NOT EXISTS eda;
