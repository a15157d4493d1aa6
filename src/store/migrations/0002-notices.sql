-- Notices to merchants' servers, written in the commit of their cause, and every attempt to deliver them.

-- due_at and delivered_at are the real time; created_at is the account's clock. endpoint: 0 for an order's own address.
CREATE TABLE notices (
  account BIGINT NOT NULL,
  id BIGINT NOT NULL,
  token TEXT NOT NULL,
  order_id BIGINT NOT NULL,
  endpoint BIGINT NOT NULL,
  dialect TEXT NOT NULL,
  event TEXT NOT NULL,
  destination TEXT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  tries_before BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  delivered_at BIGINT,
  request TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX notices_due ON notices (due_at, id, destination) WHERE state = 'waiting';
CREATE INDEX notices_order ON notices (account, order_id, id);
CREATE INDEX notices_endpoint ON notices (account, endpoint, id);

CREATE TABLE attempts (
  account BIGINT NOT NULL,
  notice BIGINT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  duration_ms BIGINT NOT NULL,
  headers TEXT NOT NULL,
  status BIGINT,
  reply TEXT NOT NULL,
  error TEXT,
  PRIMARY KEY (account, notice, number)
);
