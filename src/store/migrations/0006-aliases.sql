-- Every name that an account answers to: its key, and aliases of the shapes that gateways' own clients insist on.
-- One table of names, so that no alias can ever be another account's key.

CREATE TABLE account_names (
  name TEXT PRIMARY KEY,
  account BIGINT NOT NULL,
  kind TEXT NOT NULL
);
CREATE UNIQUE INDEX account_names_kind ON account_names (account, kind);
INSERT INTO account_names (name, account, kind) SELECT key, id, 'key' FROM accounts;
