// Every SQL statement, once, in the subset that SQLite and PostgreSQL both run. `$1` … are
// parameters.
import { BACKLOG } from './backlog.ts';
import { DASHBOARD_SESSIONS } from './dashboard-session.ts';
import { MERCHANT_LINK } from './merchant-link.ts';
import { LISTS } from './list-statements.ts';
import { NAMING } from './naming.ts';
import { NEWEST } from './newest.ts';
import { OPERATORS } from './operator.ts';
import { OVERVIEW } from './overview.ts';
import { EXCHANGES, REVIEWS } from './review-statements.ts';

// What an entity's body leaves to its columns.
const ORDER = 'id, COALESCE(unique_ref, repeat_of) AS reference, created_at AS "createdAt", body';
const RECORD = 'id, unique_ref AS "uniqueRef", body';

/** An order and what belongs to it, as of one moment. */
function loadOrder(condition: string, id: string): string {
  return `SELECT 0 AS part, ${ORDER} FROM orders WHERE account = $1 AND ${condition}
    UNION ALL SELECT 1, id, NULL, NULL, body FROM payments WHERE account = $1 AND order_id = ${id}
    UNION ALL SELECT 2, id, NULL, NULL, body FROM refunds WHERE account = $1 AND order_id = ${id}
    ORDER BY part, id`;
}

// The narrowest look-up has a statement of its own, so that an index can serve it: an account may
// have a million webhooks, an order has a few. `$1` to `$8` are the account and a WebhookFilter.
const ANY_ORDER = '(CAST($3 AS BIGINT) = 0 OR order_id = $3)';
const ANY_ENDPOINT = '(CAST($4 AS BIGINT) < 0 OR endpoint = $4)';
const FITTING = `created_at >= $2 AND ($5 = '' OR state = $5) AND created_at <= $6 AND id >= $7
  AND id < $8`;
const OF_ANY = `account = $1 AND ${ANY_ORDER} AND ${ANY_ENDPOINT} AND ${FITTING}`;
const OF_ORDER = `account = $1 AND order_id = $3 AND ${ANY_ENDPOINT} AND ${FITTING}`;
const OF_ENDPOINT = `account = $1 AND ${ANY_ORDER} AND endpoint = $4 AND ${FITTING}`;
// The plus keeps SQLite from another index, of all webhooks.
const OF_STUCK = `${OF_ANY.replace('id >= $7', '+id >= $7')}
  AND state = $5 AND state IN ('failed', 'held')`;
const LIST = 'SELECT * FROM webhooks WHERE';
const LATEST = 'ORDER BY id DESC LIMIT $9 OFFSET $10';
// A webhook whose endpoint was removed has nobody any more to whom it could be sent.
const LISTENED = `(endpoint = 0 OR EXISTS (SELECT 1 FROM records r
  WHERE r.account = $1 AND r.kind = 'endpoint' AND r.id = webhooks.endpoint))`;
const REPLAY = `UPDATE webhooks SET state = 'waiting', due_at = $9, tries_before = tries WHERE`;
// `$1` is a key; every index leads with the account, so it goes account by account, and CROSS JOIN
// holds SQLite to that.
const OVER = `SELECT n.account, n.id FROM accounts a CROSS JOIN webhooks n
  WHERE n.account = a.id AND n.id < $1 AND n.state <> 'waiting' ORDER BY a.id, n.id LIMIT $2`;

// That an order was created stands in the order itself.
const EVENT = `SELECT order_id, version, kind, at, evidence FROM events
  WHERE account = $1 AND kind <> 'order.created'`;
const CREATED = `SELECT id AS order_id, 1 AS version, 'order.created' AS kind, created_at AS at,
    NULL AS evidence
  FROM orders WHERE account = $1 AND created_at >= $2 AND created_at <= $3`;
const ACCOUNT = `SELECT a.*,
    (SELECT c.name FROM account_names c WHERE c.account = a.id AND c.kind = 'client') AS client_id,
    (SELECT m.name FROM account_names m WHERE m.account = a.id AND m.kind = 'merchant')
      AS merchant_id,
    s.id AS secret_id, s.sealed, s.created_at AS secret_created_at, s.expires_at, s.revoked_at
  FROM accounts a LEFT JOIN secrets s ON s.account = a.id AND s.revoked_at IS NULL`;

export const STATEMENTS = Object.freeze({
  listSealedSecrets: `SELECT s.account, '' AS kind, s.id, s.sealed, a.key FROM secrets s
    JOIN accounts a ON a.id = s.account WHERE (s.account, s.id) > ($1, $2)
    ORDER BY s.account, s.id LIMIT $3`,
  listSealedRecords: `SELECT r.account, r.kind, r.id, r.body, a.key FROM records r
    JOIN accounts a ON a.id = r.account WHERE (r.account, r.kind, r.id) > ($1, $2, $3)
      AND r.body LIKE '%"sealedSecret":"%' ORDER BY r.account, r.kind, r.id LIMIT $4`,
  changeSealedSecret:
    'UPDATE secrets SET sealed = $4 WHERE account = $1 AND id = $2 AND sealed = $3',
  // A sealed text has no character that means anything in JSON, nor stands in it twice.
  changeSealedRecord: `UPDATE records SET body = REPLACE(body, $4, $5)
    WHERE account = $1 AND kind = $2 AND id = $3 AND body LIKE '%"sealedSecret":"' || $4 || '"%'`,
  findLatestDue: 'SELECT MAX(due_at) AS due_at FROM orders WHERE due_at IS NOT NULL',

  findSetting: 'SELECT value FROM settings WHERE name = $1',
  keepSetting: 'INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING',
  putSetting: `INSERT INTO settings (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  swapSetting: 'UPDATE settings SET value = $3 WHERE name = $1 AND value = $2',
  countUp: `INSERT INTO settings (name, value) VALUES ($1, '1') ON CONFLICT (name)
    DO UPDATE SET value = CAST(CAST(settings.value AS BIGINT) + 1 AS TEXT) RETURNING value`,

  findAccount: `${ACCOUNT} JOIN account_names n ON n.account = a.id WHERE n.name = $1
    ORDER BY s.id DESC`,
  findAccountById: `${ACCOUNT} WHERE a.id = $1 ORDER BY s.id DESC`,
  listAccounts: `${ACCOUNT} WHERE a.id IN
    (SELECT id FROM accounts WHERE id > $1 ORDER BY id LIMIT $2) ORDER BY a.id, s.id DESC`,
  findLiveAccount: "SELECT id FROM accounts WHERE mode = 'live' LIMIT 1",
  findOldestKey: 'SELECT key FROM accounts ORDER BY created_at, id LIMIT 1',
  addAccountNames: `INSERT INTO account_names (account, name, kind)
    VALUES ($1, $2, 'key'), ($1, $3, 'client'), ($1, $4, 'merchant') ON CONFLICT DO NOTHING`,
  addAccount: `INSERT INTO accounts
    (id, key, name, mode, processor, settings, clock_offset_ms, created_at)
    SELECT CAST($1 AS BIGINT), $2, $3, $4, $5, $6, CAST($7 AS BIGINT), CAST($8 AS BIGINT)
    WHERE NOT EXISTS (SELECT 1 FROM account_names
      WHERE name IN ($2, $9, $10) AND account <> $1) ON CONFLICT DO NOTHING`,
  removeAccount: 'DELETE FROM accounts WHERE id = $1',
  removeAccountNames: `DELETE FROM account_names
    WHERE account = $1 AND NOT EXISTS (SELECT 1 FROM accounts WHERE id = $1)`,
  listBareAccounts: `SELECT id FROM accounts WHERE
    (SELECT COUNT(*) FROM account_names n WHERE n.account = accounts.id) < 3 ORDER BY id LIMIT $1`,
  removeSecrets: `DELETE FROM secrets
    WHERE account = $1 AND NOT EXISTS (SELECT 1 FROM accounts WHERE id = $1)`,
  listSecrets: `SELECT id AS secret_id, sealed, created_at AS secret_created_at, expires_at,
    revoked_at FROM secrets WHERE account = $1 ORDER BY id DESC`,
  addSecret: `INSERT INTO secrets (account, id, sealed, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING`,
  // Those that are over are never looked at again.
  retireSecrets: `UPDATE secrets SET revoked_at = expires_at
    WHERE account = $1 AND revoked_at IS NULL AND expires_at <= $2`,
  endSecrets: `UPDATE secrets SET expires_at = $2 WHERE account = $1 AND id < $3
    AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`,
  revokeSecret: `UPDATE secrets SET revoked_at = $3
    WHERE account = $1 AND id = $2 AND revoked_at IS NULL AND EXISTS (SELECT 1 FROM secrets other
      WHERE other.account = $1 AND other.id <> $2 AND other.revoked_at IS NULL
        AND other.expires_at IS NULL)`,
  renameAccount: 'UPDATE accounts SET name = $2 WHERE id = $1',
  changeSettings: 'UPDATE accounts SET settings = $3 WHERE id = $1 AND settings = $2',
  advanceClock: 'UPDATE accounts SET clock_offset_ms = clock_offset_ms + $2 WHERE id = $1',
  hastenOrders: `UPDATE orders SET due_at = due_at - $2
    WHERE account = $1 AND due_at IS NOT NULL`,
  hastenInstructions: 'UPDATE instructions SET due_at = due_at - $2 WHERE account = $1',

  loadOrderAlone: `SELECT ${ORDER} FROM orders WHERE account = $1 AND id = $2`,
  loadOrder: loadOrder('id = $2', '$2'),
  loadOrderByReference: loadOrder(
    'unique_ref = $2',
    '(SELECT id FROM orders WHERE account = $1 AND unique_ref = $2)',
  ),
  findPaymentSandbox: `SELECT accounts.id FROM accounts
    JOIN payments ON payments.account = accounts.id AND payments.id = $1
    WHERE accounts.mode = 'sandbox'`,
  findOrderAccount: `SELECT accounts.id FROM accounts
    JOIN orders ON orders.account = accounts.id AND orders.id = $1`,
  findPaymentOrder: 'SELECT order_id FROM payments WHERE account = $1 AND id = $2',
  findRefund: 'SELECT id, body FROM refunds WHERE account = $1 AND id = $2',
  findRefundByReference: 'SELECT id, body FROM refunds WHERE account = $1 AND unique_ref = $2',

  addOrder: `INSERT INTO orders
    (account, id, unique_ref, repeat_of, created_at, due_at, status, version, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
  changeOrder: `UPDATE orders SET due_at = $3, status = $4, version = $5, body = $6
    WHERE account = $1 AND id = $2 AND version = $7`,
  putPayment: `INSERT INTO payments (account, id, order_id, created_at, status, body)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (account, id) DO UPDATE SET status = excluded.status, body = excluded.body
    WHERE payments.order_id = excluded.order_id`,
  addRefund: `INSERT INTO refunds (account, id, order_id, unique_ref, created_at, status, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
  changeRefund: 'UPDATE refunds SET status = $3, body = $4 WHERE account = $1 AND id = $2',
  addEvent: `INSERT INTO events (account, order_id, version, kind, at, evidence)
    VALUES ($1, $2, $3, $4, $5, $6)`,
  listEvents: `${EVENT} AND at >= $2 AND at <= $3 ORDER BY at DESC LIMIT $4`,
  listEventsOfOrder: `${EVENT} AND order_id = $5 AND at >= $2 AND at <= $3
    ORDER BY version DESC LIMIT $4`,
  listCreated: `${CREATED} AND id >= $5 AND id < $6 ORDER BY id DESC LIMIT $4`,
  listCreatedOfOrder: `${CREATED} AND id = $5 ORDER BY id DESC LIMIT $4`,

  ...BACKLOG,
  ...DASHBOARD_SESSIONS,
  ...MERCHANT_LINK,
  ...LISTS,
  ...REVIEWS,
  ...NAMING,
  ...NEWEST,
  ...OVERVIEW,
  ...OPERATORS,
  ...EXCHANGES,

  addRecord: `INSERT INTO records (account, kind, id, unique_ref, body) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING`,
  changeRecord: `UPDATE records SET unique_ref = $4, body = $5
    WHERE account = $1 AND kind = $2 AND id = $3`,
  removeRecord: 'DELETE FROM records WHERE account = $1 AND kind = $2 AND id = $3',
  loadRecord: `SELECT ${RECORD} FROM records WHERE account = $1 AND kind = $2 AND id = $3`,
  findRecordByUniqueRef: `SELECT ${RECORD} FROM records
    WHERE account = $1 AND kind = $2 AND unique_ref = $3`,
  // Account by account, as every index leads with it.
  purgeRecords: `DELETE FROM records WHERE (account, kind, id) IN
    (SELECT r.account, r.kind, r.id FROM accounts a CROSS JOIN records r
      WHERE r.account = a.id AND r.kind = $1 AND r.id < $2 ORDER BY a.id, r.id LIMIT $3)`,
  listRecords: `SELECT ${RECORD} FROM records WHERE account = $1 AND kind = $2
    ORDER BY id DESC LIMIT $3 OFFSET $4`,

  addInstruction: `INSERT INTO instructions
    (account, id, order_id, kind, due_at, sent_at, tries, key)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
  findInstruction: 'SELECT * FROM instructions WHERE account = $1 AND id = $2 AND kind = $3',
  // Whoever deals with it already sees by the number of tries that it shall be looked at again.
  bringForward: `INSERT INTO instructions
    (account, id, order_id, kind, due_at, sent_at, tries, key)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (account, id, kind) DO UPDATE SET
      due_at = CASE WHEN CAST($9 AS BIGINT) = 0 AND instructions.due_at < excluded.due_at
        THEN instructions.due_at ELSE excluded.due_at END, tries = instructions.tries + 1
    RETURNING *`,
  markSent: `UPDATE instructions SET sent_at = $3, tries = tries + 1
    WHERE account = $1 AND id = $2 AND kind = $4 AND sent_at IS NULL`,
  postponeInstruction: `UPDATE instructions SET due_at = $4, tries = tries + 1
    WHERE account = $1 AND id = $2 AND kind = $3 AND (CAST($5 AS BIGINT) IS NULL OR tries = $5)`,
  renewLease: `UPDATE instructions SET due_at = $3
    WHERE account = $1 AND id = $2 AND tries = $4 AND kind = $5`,
  removeInstruction: `DELETE FROM instructions
    WHERE account = $1 AND id = $2 AND kind = $3 AND (CAST($4 AS BIGINT) IS NULL OR tries = $4)`,
  leaseInstructions: `UPDATE instructions SET due_at = $2
    WHERE (account, id, kind) IN (SELECT account, id, kind FROM instructions WHERE due_at <= $1
      ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
    RETURNING *`,
  accountInstructions: 'SELECT * FROM instructions WHERE account = $1 ORDER BY due_at',

  addWebhook: `INSERT INTO webhooks (account, id, token, order_id, endpoint, dialect, event,
      destination, state, due_at, tries, tries_before, created_at, delivered_at, request)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
  // A destination is hexadecimal, so it means itself in a pattern.
  leaseWebhooks: `UPDATE webhooks SET due_at = $2, tries = tries + 1
    WHERE (account, id) IN (SELECT account, id FROM webhooks
      WHERE state = 'waiting' AND due_at <= $1 AND $3 NOT LIKE '%' || destination || '%'
      ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED)
    RETURNING *`,
  finishWebhook: `UPDATE webhooks SET state = $4, due_at = $5,
      delivered_at = COALESCE($6, delivered_at)
    WHERE account = $1 AND id = $2 AND tries = $3`,
  addDelivery: `INSERT INTO deliveries
    (account, webhook, number, at, duration_ms, headers, status, reply, error)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
  hasDelivered: `SELECT id FROM webhooks
    WHERE account = $1 AND endpoint = $2 AND delivered_at >= $3 LIMIT 1`,
  holdWebhooks: `UPDATE webhooks SET state = 'held'
    WHERE account = $1 AND endpoint = $2 AND state = 'waiting'`,
  releaseWebhooks: `UPDATE webhooks SET state = 'waiting', due_at = $3, tries_before = tries
    WHERE account = $1 AND endpoint = $2 AND state = 'held'`,
  hastenWebhooks: `UPDATE webhooks SET due_at = due_at - $2
    WHERE account = $1 AND state = 'waiting'`,
  findWebhook: 'SELECT * FROM webhooks WHERE account = $1 AND id = $2',
  listWebhooks: `${LIST} ${OF_ANY} ${LATEST}`,
  // The index is found by the very words of its condition.
  listStuckWebhooks: `${LIST} ${OF_STUCK} ${LATEST}`,
  listWebhooksOfOrder: `${LIST} ${OF_ORDER} ${LATEST}`,
  listWebhooksOfEndpoint: `${LIST} ${OF_ENDPOINT} ${LATEST}`,
  listDeliveries: 'SELECT * FROM deliveries WHERE account = $1 AND webhook = $2 ORDER BY number',
  replayWebhook: `UPDATE webhooks SET state = 'waiting', due_at = $3, tries_before = tries
    WHERE account = $1 AND id = $2 AND ${LISTENED}`,
  replayWebhooks: `${REPLAY} ${OF_ANY} AND ${LISTENED}`,
  replayWebhooksOfOrder: `${REPLAY} ${OF_ORDER} AND ${LISTENED}`,
  replayWebhooksOfEndpoint: `${REPLAY} ${OF_ENDPOINT} AND ${LISTENED}`,
  abandonWebhooks: `UPDATE webhooks SET state = 'failed'
    WHERE account = $1 AND endpoint = $2 AND state IN ('waiting', 'held')
      AND EXISTS (SELECT 1 FROM records WHERE account = $1 AND kind = 'endpoint' AND id = $2)`,
  purgeDeliveries: `DELETE FROM deliveries WHERE (account, webhook) IN (${OVER})`,
  purgeWebhooks: `DELETE FROM webhooks WHERE (account, id) IN (${OVER})`,

  overdueOrders: `SELECT account, id, due_at FROM orders
    WHERE due_at <= $1 AND due_at >= $2 AND (due_at, account, id) > ($2, $3, $4)
    ORDER BY due_at, account, id LIMIT $5`,

  addCounts: `INSERT INTO rate_counts (account, name, period, total)
    SELECT * FROM unnest($1::BIGINT[], $2::TEXT[], $3::BIGINT[], $4::BIGINT[])
    ON CONFLICT (account, name, period) DO UPDATE SET total = rate_counts.total + excluded.total
    RETURNING account, name, period, total`,
  purgeCounts: 'DELETE FROM rate_counts WHERE period < $1',

  findIdempotencyRecord:
    'SELECT * FROM idempotency_records WHERE account = $1 AND key = $2 AND expires_at > $3',
  addIdempotencyRecord: `INSERT INTO idempotency_records
    (account, key, fingerprint, status, headers, body, expires_at, id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (account, key) DO UPDATE SET fingerprint = excluded.fingerprint,
      status = excluded.status, headers = excluded.headers, body = excluded.body,
      expires_at = excluded.expires_at, id = excluded.id
    WHERE idempotency_records.expires_at <= $9`,
  settleIdempotencyRecord: `UPDATE idempotency_records SET status = $4, headers = $5, body = $6
    WHERE account = $1 AND status = 0
      AND key = (SELECT key FROM instructions WHERE account = $1 AND id = $2 AND kind = $3)`,
  removeIdempotencyRecord: 'DELETE FROM idempotency_records WHERE account = $1 AND key = $2',
  latestIdempotencyRecord: 'SELECT max(id) AS id FROM idempotency_records',
  purgeIdempotencyRecords: `DELETE FROM idempotency_records WHERE id IN
    (SELECT id FROM idempotency_records WHERE id < $1 ORDER BY id LIMIT $2)`,
});

export type StatementName = keyof typeof STATEMENTS;
