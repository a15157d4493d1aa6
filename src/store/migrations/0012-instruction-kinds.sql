-- A payment may have one instruction of each kind: it is watched while its capture is asked for.
CREATE TABLE instructions_by_kind (
  account BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  sent_at BIGINT,
  tries BIGINT NOT NULL,
  key TEXT,
  PRIMARY KEY (account, id, kind)
);
INSERT INTO instructions_by_kind (account, id, order_id, kind, due_at, sent_at, tries, key)
  SELECT account, id, order_id, kind, due_at, sent_at, tries, key FROM instructions;
DROP TABLE instructions;
ALTER TABLE instructions_by_kind RENAME TO instructions;
CREATE INDEX instructions_due ON instructions (due_at);
