-- Keys within a scope, which begin with a space, and fingerprints are digests: their first 128 bits
-- tell two apart as well, and an index of keys that come in no order has more of them on a page.

UPDATE idempotency_records SET fingerprint = substr(fingerprint, 1, 22);
UPDATE idempotency_records SET key = substr(key, 1, 23) WHERE substr(key, 1, 1) = ' ';
UPDATE instructions SET key = substr(key, 1, 23) WHERE substr(key, 1, 1) = ' ';
