CREATE TABLE account (
  user_id uuid PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now()
);

-- One account an address, however it is spelt.
CREATE UNIQUE INDEX account_email ON account (lower(email));
