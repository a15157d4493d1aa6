-- Who may ask the admin API for what, and what each of them did.

-- digest: SHA-256 of the token, empty once it was revoked.
CREATE TABLE operators (
  name TEXT NOT NULL PRIMARY KEY,
  role TEXT NOT NULL,
  digest TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX operators_digest ON operators (digest) WHERE revoked_at IS NULL;

-- at is the real time; source is api or the system's user at a terminal; account is empty where it
-- is about none; target is a JSON object of names.
CREATE TABLE audit (
  id BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  operator TEXT NOT NULL,
  role TEXT NOT NULL,
  source TEXT NOT NULL,
  operation TEXT NOT NULL,
  account TEXT NOT NULL,
  target TEXT NOT NULL,
  request_id TEXT,
  outcome TEXT NOT NULL
);
