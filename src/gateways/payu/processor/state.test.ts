// Every pair of PayU's words for a payment, every word for what was asked of one, and what a reply
// says of the instrument. Source: docs/gateways/payu.md §1.4, §1.5, §1.11.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entity } from './reply.ts';
import { EXPIRED, readActionState, readFate, readInstrument, REVERSED } from './words.ts';

const FATES = {
  'success/captured': 'captured',
  'success/auth': 'authorized',
  'pending/initiated': 'landed',
  'pending/in progress': 'pending',
  'pending/pending': 'pending',
  'failure/userCancelled': 'failed',
  'failure/bounced': 'failed',
  'failure/dropped': 'failed',
  'failure/failed': 'failed',
  'failure/autoRefund': 'failed',
} as const;

test('each pair that the documents have, in whichever letters', () => {
  for (const [pair, fate] of Object.entries(FATES)) {
    const [status = '', unmapped = ''] = pair.split('/');
    assert.equal(readFate(status, unmapped), fate, pair);
    assert.equal(readFate(status.toUpperCase(), unmapped.toUpperCase()), fate, pair);
  }
});

test('any other two words together say nothing, each of which is known or not', () => {
  const pairs = Object.keys(FATES).map((pair) => pair.toLowerCase().split('/'));
  const known = new Set(pairs.map((pair) => pair.join('/')));
  const odd = ['', 'news', 'success ', 'constructor'];
  const firsts = new Set([...pairs.map(([first = '']) => first), ...odd]);
  const seconds = new Set([...pairs.map(([, second = '']) => second), ...odd]);
  let tried = 0;
  for (const first of firsts) {
    for (const second of seconds) {
      if (known.has(`${first}/${second}`)) continue;
      assert.equal(readFate(first, second), null, `${first}/${second}`);
      tried += 1;
    }
  }
  assert.ok(tried > 80, `${tried}`);
});

test('each word for what was asked: under way, done or failed', () => {
  const words = {
    pending: ['queued', 'requested', 'in progress', 'IN_PROGRESS', 'pending', 'od_hit', 'OD HIT'],
    processed: ['success', 'SUCCESS'],
    failed: ['failure', 'failed', 'FAILURE'],
    unknown: ['', 'news', 'queued ', 'cancelled', 'toString', 'odhit'],
  } as const;
  for (const [state, all] of Object.entries(words)) {
    for (const word of all) assert.equal(readActionState(word), state, word);
  }
});

test('the two codes that close an order', () => {
  assert.deepEqual([REVERSED, EXPIRED], ['E1638', 'E507']);
});

function instrument(fields: Readonly<Record<string, string>>) {
  const entity: Entity = { kind: 'entity', fields, path: '', lexemes: new Map() };
  return readInstrument(entity);
}

test('a card by its kind, its network and its last four, where each of them is said', () => {
  const card = { mode: 'CC', card_no: '512345XXXXXX2346', card_type: 'VISA' };
  const read = { method: 'card', network: 'visa', kind: 'credit', last4: '2346', holder: null };
  assert.deepEqual(instrument(card), read);
  assert.deepEqual(instrument({ ...card, mode: 'DC' }), { ...read, kind: 'debit' });
  assert.deepEqual(instrument({ ...card, name_on_card: 'Asha' }), { ...read, holder: 'Asha' });
  for (const card_no of ['x2346', '*2346', '51X2346']) {
    assert.deepEqual(instrument({ ...card, card_no }), read, card_no);
  }
  // A number that is not masked before its end is not looked at.
  for (const card_no of ['', '2346', '5123452346', 'XXXX234', 'XXXX23467', 'X2346X']) {
    assert.equal(instrument({ ...card, card_no }), null, card_no);
  }
});

test('a network that is not named is known by a code that stands for one alone', () => {
  const card = { mode: 'DC', card_no: 'XXXX2346' };
  const networkOf = (more: Readonly<Record<string, string>>) => {
    const read = instrument({ ...card, ...more });
    return read?.method === 'card' ? read.network : read;
  };
  assert.equal(networkOf({ bankcode: 'MAST' }), 'mastercard');
  assert.equal(networkOf({ bankcode: 'MAST', card_type: 'VISA' }), 'visa');
  assert.equal(networkOf({ bankcode: 'MAST', card_type: 'UNKNOWN' }), 'mastercard');
  for (const bankcode of ['CC', 'news', '']) assert.equal(networkOf({ bankcode }), null, bankcode);
});

test('what paid otherwise, and what nothing is said of', () => {
  assert.deepEqual(instrument({ mode: 'UPI', bankcode: 'UPI' }), { method: 'upi', vpa: null });
  assert.deepEqual(instrument({ mode: 'UPI' }), { method: 'upi', vpa: null });
  const bank = { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' };
  assert.deepEqual(instrument({ mode: 'NB', bankcode: 'HDFB' }), bank);
  const wallet = { method: 'wallet', wallet: 'paytm' };
  assert.deepEqual(instrument({ mode: 'CASH', bankcode: 'PAYTM' }), wallet);
  for (const mode of ['NB', 'CASH', 'cc', 'upi', 'EMI', '']) {
    assert.equal(instrument({ mode }), null, mode);
  }
  assert.equal(instrument({}), null);
});
