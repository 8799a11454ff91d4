-- analytics-service: the table of projection tasks-per-person.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

CREATE TABLE public."tasks_per_person" (
  "user_id"   text NOT NULL,
  "created"   integer NOT NULL DEFAULT 0,
  "completed" integer NOT NULL DEFAULT 0,
  PRIMARY KEY ("user_id")
);
