-- An account may have several secrets that hold at once; id counts from 1 in each account.

-- sealed: under the master key. expires_at: from when on it no longer holds, null: it lasts; revoked_at: when it was taken back.
CREATE TABLE secrets (
  account BIGINT NOT NULL,
  id BIGINT NOT NULL,
  sealed TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  PRIMARY KEY (account, id)
);
INSERT INTO secrets (account, id, sealed, created_at) SELECT id, 1, sealed_secret, created_at FROM accounts;
ALTER TABLE accounts DROP COLUMN sealed_secret;
