-- Tables and columns under the trade's words. Nobody else may use the database meanwhile: whoever
-- knows the old names only would find nothing.

ALTER TABLE replies RENAME TO idempotency_records;
ALTER TABLE notices RENAME TO webhooks;
ALTER TABLE attempts RENAME TO deliveries;
ALTER TABLE counts RENAME TO rate_counts;
ALTER TABLE deliveries RENAME COLUMN notice TO webhook;
ALTER TABLE orders RENAME COLUMN claim TO unique_ref;
ALTER TABLE refunds RENAME COLUMN claim TO unique_ref;
ALTER TABLE records RENAME COLUMN claim TO unique_ref;
