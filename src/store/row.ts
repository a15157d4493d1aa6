// How entities lie in rows: the columns that are searched, and the whole entity as JSON beside
// them.
import type { AccountSettings } from '../core/account.ts';
import { ANYWHERE, DEFAULT_SETTINGS } from '../core/account.ts';
import { isOpen, type Order } from '../core/order.ts';
import {
  EVIDENCE_BODY,
  REQUEST_BODY,
  OPERATOR_BODY,
  ROUTING_BODY,
  type Row,
  SETTINGS_BODY,
} from './body.ts';
import type {
  EventRow,
  AccountRow,
  DeliveryRow,
  InstructionRow,
  SecretRow,
  WebhookRow,
  IdempotencyRecord,
} from './store.ts';

/** When the sweep should look at the order, in real time: null once it is closed or never ends. */
export function dueAtOf(order: Order, clockOffsetMs: number): number | null {
  return isOpen(order) && order.expiresAt !== null ? order.expiresAt - clockOffsetMs : null;
}

export function uniqueRefOf(entity: {
  readonly reference: string | null;
  readonly ownsReference: boolean;
}): string | null {
  return entity.ownsReference ? entity.reference : null;
}

/** The reference of an order that does not own it. */
export function repeatOf(order: Order): string | null {
  return order.ownsReference ? null : order.reference;
}

/** The rows of one account, one for each of its secrets. */
export function readAccountRows(rows: readonly Row[]): AccountRow | null {
  const [row] = rows;
  if (row === undefined) return null;
  const secrets = rows.filter((each) => each['secret_id'] !== null).map(readSecretRow);
  return {
    id: Number(row['id']),
    key: String(row['key']),
    aliases: {
      clientId: String(row['client_id'] ?? ''),
      merchantId: String(row['merchant_id'] ?? ''),
    },
    name: String(row['name']),
    mode: row['mode'] === 'live' ? 'live' : 'sandbox',
    processor: String(row['processor']),
    secrets,
    settings: readSettings(row),
    clockOffsetMs: Number(row['clock_offset_ms']),
    createdAt: Number(row['created_at']),
  };
}

export function readSecretRow(row: Row): SecretRow {
  return {
    id: Number(row['secret_id']),
    sealed: String(row['sealed']),
    createdAt: Number(row['secret_created_at']),
    expiresAt: row['expires_at'] === null ? null : Number(row['expires_at']),
    revokedAt: row['revoked_at'] === null ? null : Number(row['revoked_at']),
  };
}

/**
 * Settings that came later than the row are as they are for everybody. One was always on in a
 * sandbox before it was a setting, where no money moves.
 */
export function readSettings(row: Row): AccountSettings {
  const before = row['mode'] === 'sandbox' ? { unsignedRefundAddresses: ANYWHERE } : {};
  return { ...DEFAULT_SETTINGS, ...before, ...SETTINGS_BODY.read({ body: row['settings'] }) };
}

export function readInstructionRow(row: Row): InstructionRow {
  return {
    account: Number(row['account']),
    id: Number(row['id']),
    orderKey: Number(row['order_id']),
    kind: String(row['kind']) as InstructionRow['kind'],
    dueAt: Number(row['due_at']),
    sentAt: row['sent_at'] === null ? null : Number(row['sent_at']),
    tries: Number(row['tries']),
    key: row['key'] === null ? null : String(row['key']),
  };
}

export function readEventRow(row: Row): EventRow {
  const event = {
    orderKey: Number(row['order_id']),
    version: Number(row['version']),
    kind: String(row['kind']) as EventRow['kind'],
    at: Number(row['at']),
  };
  const said = row['evidence'];
  if (said !== null && event.kind === 'payment.routed') {
    return { ...event, routing: ROUTING_BODY.read({ body: said }) };
  }
  if (said !== null && event.kind === 'refund.created') {
    const { by } = OPERATOR_BODY.read({ body: said });
    // One that was made at the processor came of evidence.
    if (typeof by === 'string') return { ...event, by };
  }
  return said === null ? event : { ...event, evidence: EVIDENCE_BODY.read({ body: said }) };
}

// What nearly every answer has is not written.
const JSON_HEADERS = '{"content-type":"application/json; charset=utf-8"}';

export function writeHeaders(headers: IdempotencyRecord['headers']): string {
  const text = JSON.stringify(headers);
  return text === JSON_HEADERS ? '' : text;
}

export function readIdempotencyRow(row: Row): IdempotencyRecord {
  return {
    key: String(row['key']),
    fingerprint: String(row['fingerprint']),
    status: Number(row['status']),
    headers: JSON.parse(String(row['headers']) || JSON_HEADERS) as Record<string, string>,
    body: String(row['body']),
    expiresAt: Number(row['expires_at']),
  };
}

export function readWebhookRow(row: Row): WebhookRow {
  const endpoint = Number(row['endpoint']);
  return {
    account: Number(row['account']),
    id: Number(row['id']),
    token: String(row['token']),
    orderKey: Number(row['order_id']),
    endpoint: endpoint === 0 ? null : endpoint,
    dialect: String(row['dialect']),
    event: String(row['event']),
    destination: String(row['destination']),
    state: String(row['state']) as WebhookRow['state'],
    dueAt: Number(row['due_at']),
    tries: Number(row['tries']),
    triesBefore: Number(row['tries_before']),
    createdAt: Number(row['created_at']),
    deliveredAt: row['delivered_at'] === null ? null : Number(row['delivered_at']),
    request: REQUEST_BODY.read({ body: row['request'] }),
  };
}

export function readDeliveryRow(row: Row): DeliveryRow {
  return {
    number: Number(row['number']),
    at: Number(row['at']),
    durationMs: Number(row['duration_ms']),
    headers: JSON.parse(String(row['headers'])) as DeliveryRow['headers'],
    status: row['status'] === null ? null : Number(row['status']),
    reply: String(row['reply']),
    error: row['error'] === null ? null : String(row['error']),
  };
}
