-- Accounts, orders, payments, refunds, and what a commit leaves beside them.
-- Portable: runs as it is on SQLite and on PostgreSQL. Every key leads with the account.

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE accounts (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  mode TEXT NOT NULL,
  processor TEXT NOT NULL,
  sealed_secret TEXT NOT NULL,
  settings TEXT NOT NULL,
  clock_offset_ms BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

-- claim: the merchant's reference, when this order owns it; repeat_of: the same, when another order does.
-- due_at: when an open order expires, else null.
CREATE TABLE orders (
  account BIGINT NOT NULL,
  id BIGINT NOT NULL,
  claim TEXT,
  repeat_of TEXT,
  created_at BIGINT NOT NULL,
  due_at BIGINT,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE UNIQUE INDEX orders_claim ON orders (account, claim);
CREATE INDEX orders_repeat ON orders (account, repeat_of) WHERE repeat_of IS NOT NULL;
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE payments (
  account BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX payments_order ON payments (account, order_id, id);

CREATE TABLE refunds (
  account BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  claim TEXT,
  created_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX refunds_order ON refunds (account, order_id, id);
CREATE UNIQUE INDEX refunds_claim ON refunds (account, claim);

CREATE TABLE events (
  account BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (account, order_id, version, kind)
);

-- What a processor still has to do or to be asked. sent_at: when it was first told; never told twice.
CREATE TABLE instructions (
  account BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  sent_at BIGINT,
  tries BIGINT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX instructions_due ON instructions (due_at);

-- What merchants keep here that moves no money: customers, webhook endpoints. claim: unique in its kind.
CREATE TABLE records (
  account BIGINT NOT NULL,
  kind TEXT NOT NULL,
  id BIGINT NOT NULL,
  claim TEXT,
  body TEXT NOT NULL,
  PRIMARY KEY (account, kind, id)
);
CREATE UNIQUE INDEX records_claim ON records (account, kind, claim);

CREATE TABLE replies (
  account BIGINT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status BIGINT NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (account, key)
);
CREATE INDEX replies_expiry ON replies (expires_at);
