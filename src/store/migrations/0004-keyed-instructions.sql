-- The idempotency key whose answer waits for an instruction; null: nobody's does.
ALTER TABLE instructions ADD COLUMN key TEXT;
