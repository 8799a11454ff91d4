CREATE TABLE task (
  todo_id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  title text NOT NULL,
  due_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX task_of_user ON task (user_id, created_at, todo_id);
