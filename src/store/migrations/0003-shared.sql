-- For several processes on one database: what is due lies in real time, and totals are shared.

-- Was on the account's clock; a sweep then had to look at every row that waited.
UPDATE instructions SET due_at = due_at
  - COALESCE((SELECT clock_offset_ms FROM accounts WHERE accounts.id = instructions.account), 0);
UPDATE orders SET due_at = due_at
  - COALESCE((SELECT clock_offset_ms FROM accounts WHERE accounts.id = orders.account), 0)
  WHERE due_at IS NOT NULL;

CREATE TABLE counts (
  account BIGINT NOT NULL,
  name TEXT NOT NULL,
  period BIGINT NOT NULL,
  total BIGINT NOT NULL,
  PRIMARY KEY (account, name, period)
);
