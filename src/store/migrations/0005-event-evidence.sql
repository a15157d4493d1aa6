-- What a processor said when an event came of it, as JSON; null: nothing that a processor said.
ALTER TABLE events ADD COLUMN evidence TEXT;

-- That an order was created stands in the order itself, so that creating one costs no index more.
CREATE INDEX events_at ON events (account, at) WHERE kind <> 'order.created';
