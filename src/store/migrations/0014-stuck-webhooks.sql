-- Webhooks that nobody sends by themselves, for whoever watches the server: few at any time.
CREATE INDEX webhooks_stuck ON webhooks (state, account, id) WHERE state IN ('failed', 'held');
