// The statements of statements.ts about reviews and about what was said to processors.

const FITS = `(CAST($1 AS BIGINT) = 0 OR r.order_id = $1)
  AND (CAST($2 AS BIGINT) < 0 OR CASE WHEN r.decided_at IS NULL THEN 1 ELSE 0 END = $2)
  AND r.id < $3`;
const REVIEW = 'SELECT r.account, r.id, r.body FROM';
const NEWEST = 'ORDER BY r.id DESC LIMIT $4';

const EXCHANGE = 'SELECT e.* FROM';
// `$1` to `$7` are the account, a TranscriptFilter and how many.
const OF_ACCOUNT = `e.account = $1 AND e.at >= $2 AND e.at <= $3
  AND (CAST($4 AS BIGINT) = 0 OR e.payment = $4)
  AND (CAST($5 AS BIGINT) = 0 OR e.connection = $5) AND e.id < $6`;
const LATEST = 'ORDER BY e.id DESC LIMIT $7';

export const EXCHANGES = Object.freeze({
  addExchange: `INSERT INTO exchanges (account, id, connection, order_id, payment, direction,
      operation, at, duration_ms, status, event, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
  findExchange: `${EXCHANGE} accounts a CROSS JOIN exchanges e
    WHERE e.account = a.id AND e.id = $1`,
  listExchanges: `${EXCHANGE} exchanges e WHERE ${OF_ACCOUNT} ${LATEST}`,
  listExchangesOfOrder: `${EXCHANGE} exchanges e WHERE ${OF_ACCOUNT} AND e.order_id = $8
    ${LATEST}`,
  // The edge is looked for once for each account, not for each of its rows.
  purgeExchanges: `WITH edges AS MATERIALIZED (SELECT id, CASE WHEN edge >= $1 THEN edge + 1
        ELSE CAST($1 AS BIGINT) END AS until
      FROM (SELECT id, COALESCE((SELECT o.id FROM exchanges o WHERE o.account = accounts.id
        ORDER BY o.id DESC LIMIT 1 OFFSET $2), -1) AS edge FROM accounts) counted)
    DELETE FROM exchanges WHERE (account, id) IN
    (SELECT e.account, e.id FROM edges a CROSS JOIN exchanges e
      WHERE e.account = a.id AND e.id < a.until ORDER BY e.account, e.id LIMIT $3)`,
});

export const REVIEWS = Object.freeze({
  addReview: `INSERT INTO reviews (account, id, order_id, subject, reason, opened_at, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
  decideReview: `UPDATE reviews SET decided_at = $3, body = $4
    WHERE account = $1 AND id = $2 AND decided_at IS NULL`,
  findOpenReview: `SELECT id FROM reviews
    WHERE account = $1 AND id = $2 AND decided_at IS NULL`,
  // Every index leads with the account, so it goes account by account.
  findReview: `${REVIEW} accounts a CROSS JOIN reviews r WHERE r.account = a.id AND r.id = $1`,
  findReviewOfAccount: `${REVIEW} reviews r WHERE r.id = $1 AND r.account = $2`,
  listReviews: `${REVIEW} accounts a CROSS JOIN reviews r WHERE r.account = a.id AND ${FITS}
    ${NEWEST}`,
  listReviewsOfAccount: `${REVIEW} reviews r WHERE r.account = $5 AND ${FITS} ${NEWEST}`,
});
