-- Links that show a merchant its own account at the dashboard. What opens one is kept nowhere: it
-- is made of this row and signed with the master key. Times are real milliseconds.
CREATE TABLE merchant_links (
  id TEXT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX merchant_links_account ON merchant_links (account, created_at);
