-- What a person has to decide, and what was said between this server and the processors.

-- subject: the key of the refund, else of the payment. One of a subject and a reason is open.
CREATE TABLE reviews (
  account BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  reason TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  decided_at BIGINT,
  body TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE UNIQUE INDEX reviews_open ON reviews (account, subject, reason) WHERE decided_at IS NULL;
CREATE INDEX reviews_order ON reviews (account, order_id, id);

-- Scrubbed before they are written. at is the real time; order_id and payment are 0 where it is
-- about none; event is the processor's name for a webhook that it signed.
CREATE TABLE exchanges (
  account BIGINT NOT NULL,
  id BIGINT NOT NULL,
  connection BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  payment BIGINT NOT NULL,
  direction TEXT NOT NULL,
  operation TEXT NOT NULL,
  at BIGINT NOT NULL,
  duration_ms BIGINT NOT NULL,
  status BIGINT,
  event TEXT,
  body TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE UNIQUE INDEX exchanges_event ON exchanges (account, connection, event)
  WHERE event IS NOT NULL;
CREATE INDEX exchanges_order ON exchanges (account, order_id, id);
