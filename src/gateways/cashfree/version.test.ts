// The version matrix as the gateway's guide has it, version by version, and what the header says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawRequest } from '../dialect.ts';
import { SESSION_PREFIX, TRAITS, type Version, VERSIONS, versionOf } from './version.ts';

const OLD = {
  ...{ ids: 'number', refundPrefix: '', opens: 'order_token', addresses: true, splits: false },
  ...{ refundSpeed: false, errorDetails: false, terminates: false, cart: false, products: false },
  ...{ gateway: false, cardSubType: false, metaKeys: [], refundMode: 'STANDARD', help: false },
  ...{ holes: ['{order_id}', '{order_token}'], refundIdRequired: true, linkOrders: 'ALL' },
} as const;
const SESSIONS = {
  ...{ opens: 'payment_session_id', splits: true, refundSpeed: true, errorDetails: true },
  holes: [],
} as const;
const TEXTS = { ids: 'string', addresses: false, terminates: true, cart: true } as const;
const PRODUCTS = {
  ...{ products: true, gateway: true, help: true, refundMode: 'NORMAL', linkOrders: 'PAID' },
} as const;
const FILTERS = ['payment_methods_filters'];

// Source: cashfree.md §1.1, one row a column there; §1.8 for the word of a refund's mode.
const MATRIX: Readonly<Record<Version, Readonly<Record<string, unknown>>>> = {
  '2021-05-21': OLD,
  '2022-01-01': OLD,
  '2022-09-01': { ...OLD, ...SESSIONS, refundPrefix: 'refund_' },
  '2023-08-01': { ...OLD, ...SESSIONS, ...TEXTS },
  '2025-01-01': { ...OLD, ...SESSIONS, ...TEXTS, ...PRODUCTS, metaKeys: FILTERS },
  '2026-01-01': {
    ...{ ...OLD, ...SESSIONS, ...TEXTS, ...PRODUCTS, cardSubType: true, refundIdRequired: false },
    metaKeys: [...FILTERS, 'offer_filters', 'upi_app_priority'],
  },
};

for (const [version, traits] of Object.entries(MATRIX)) {
  test(`version ${version} answers as its column says`, () => {
    assert.deepEqual(TRAITS[version as Version], { ...traits, version });
  });
}

test('these are the versions, oldest first', () => {
  assert.deepEqual(VERSIONS, Object.keys(MATRIX));
});

test('what opens the page is told apart by its first word', () => {
  assert.deepEqual(SESSION_PREFIX, { order_token: 'token_', payment_session_id: 'session_' });
});

test('the version is what its header says, without spaces; nothing where none came', () => {
  const said = (headers: Readonly<Record<string, string>>) => versionOf({ headers } as RawRequest);
  assert.equal(said({ 'x-api-version': ' 2023-08-01 ' }), '2023-08-01');
  assert.equal(said({ 'x-api-versions': '2023-08-01' }), '');
  assert.equal(said({}), '');
});
