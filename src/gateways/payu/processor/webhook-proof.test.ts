// Which forms of PayU's the reverse hash proves: over which fields, by which credentials, and what
// names a payment or a refund of ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha512Hex } from '../../kit/proof.ts';
import type { Credentials, HookRequest } from '../../processor.ts';
import { connect } from './fixtures/question.ts';
import { HOOK_FIELDS, MIHPAYID, REFUND_HOOK } from './fixtures/replies.ts';
import { payu } from './index.ts';

type Fields = Readonly<Record<string, unknown>>;

const { locate, verify, isUnsigned = () => assert.fail() } = payu.webhook;
const KEY = 'JPM7Fg';
const SALT = 'TuxqAugd';
const json = (fields: Fields): HookRequest => ({ headers: {}, body: JSON.stringify(fields) });

/** "Reverse Hash Types" (payu.md §1.3), written out: charges, salt, status, split, the rest. */
function signed(
  fields: Fields,
  { charges, split, salt = SALT }: { charges?: string; split?: string; salt?: string } = {},
): Fields {
  const names = [
    ...['udf5', 'udf4', 'udf3', 'udf2', 'udf1', 'email', 'firstname', 'productinfo', 'amount'],
    ...['txnid', 'key'],
  ];
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  const parts = [
    ...(charges === undefined ? [] : [charges]),
    ...[salt, text('status')],
    ...(split === undefined ? [] : [split]),
    ...['', '', '', '', ''],
    ...names.map(text),
  ];
  return { ...fields, hash: sha512Hex(parts.join('|')) };
}

function isProved(fields: Fields, credentials: Credentials = { key: KEY, salt: SALT }): boolean {
  return verify(json(fields), connect({ credentials: [credentials] }), 0);
}

test('the hash is over charges and a split too, where the form has them', () => {
  assert.equal(signed(HOOK_FIELDS)['hash'], HOOK_FIELDS['hash'], 'the known answer');
  const [charges, split] = ['2.00', '{"a":1}'];
  const both = { ...HOOK_FIELDS, additionalCharges: charges, splitInfo: split };
  const { splitInfo: _, ...charged } = both;
  const { additionalCharges: __, ...divided } = both;
  assert.ok(isProved(signed(charged, { charges })));
  assert.ok(isProved(signed(divided, { split })));
  assert.ok(isProved(signed(both, { charges, split })));
  // The plain one is among the four.
  assert.ok(isProved(signed(both)));
  for (const name of ['additionalCharges', 'splitInfo']) {
    assert.ok(!isProved({ ...signed(both, { charges, split }), [name]: 'x' }), name);
  }
  assert.ok(!isProved(signed(both, { charges: split, split: charges })));
});

test('what the form does not have is in no hash, be it empty', () => {
  for (const guess of ['', '~', 'undefined', 'null']) {
    assert.ok(!isProved(signed(HOOK_FIELDS, { charges: guess })), guess);
    assert.ok(!isProved(signed(HOOK_FIELDS, { split: guess })), guess);
    assert.ok(!isProved(signed(HOOK_FIELDS, { charges: guess, split: guess })), guess);
  }
  const empty = { ...HOOK_FIELDS, additionalCharges: '', additional_charges: '', splitInfo: '' };
  assert.ok(!isProved(signed(empty, { charges: '', split: '' })));
  assert.ok(isProved(signed(empty)));
});

test('what is no text is hashed as nothing', () => {
  for (const udf1 of [null, true, {}, ['x']]) {
    assert.ok(isProved(signed({ ...HOOK_FIELDS, udf1 })), String(udf1));
  }
  const { udf1: _, ...bare } = HOOK_FIELDS as Fields;
  assert.ok(isProved(signed(bare)));
});

test('credentials that lack a key or a salt prove nothing', () => {
  for (const guess of ['', '~', 'undefined']) {
    const keyed = { ...HOOK_FIELDS, key: guess };
    assert.ok(!isProved(signed(keyed), { salt: SALT }), guess);
    const salted = signed(HOOK_FIELDS, { salt: guess });
    assert.ok(!isProved(salted, { key: KEY }), guess);
  }
  assert.ok(!isProved(signed({ ...HOOK_FIELDS, key: '' }), { key: '', salt: SALT }));
  assert.ok(!isProved(signed(HOOK_FIELDS, { salt: '' }), { key: KEY, salt: '' }));
  const { key: _, ...nobody } = HOOK_FIELDS as Fields;
  assert.ok(!isProved(signed(nobody), { key: '', salt: SALT }));
  // By the salt of another merchant with another key.
  assert.ok(!isProved(signed({ ...HOOK_FIELDS, key: 'other' })));
});

test('a name of ours is five to forty letters and digits', () => {
  const nameOf = (txnid: string) => locate(json({ ...HOOK_FIELDS, txnid }))?.name;
  for (const name of ['abcDE', '12345', 'a'.repeat(40)]) assert.equal(nameOf(name), name);
  for (const other of ['abcd', 'a'.repeat(41), 'abc de', '-abcde', 'abcde-', 'abcde\n.', '']) {
    assert.equal(nameOf(other), null, other);
  }
});

test('an event is told by sixty characters of each part', () => {
  const eventOf = (bank_arn: string) => locate(json({ ...HOOK_FIELDS, bank_arn }))?.event;
  const start = `${MIHPAYID}.${HOOK_FIELDS['txnid']}.success.captured..`;
  assert.equal(eventOf('a'.repeat(60)), start + 'a'.repeat(60));
  assert.equal(eventOf(`${'a'.repeat(60)}b`), start + 'a'.repeat(60));
});

test('only what has both names of a refund is believed to be news of one', () => {
  assert.ok(isUnsigned(json(REFUND_HOOK)));
  for (const name of ['request_id', 'merchantTxnId']) {
    assert.equal(isUnsigned(json({ ...REFUND_HOOK, [name]: '' })), false, name);
  }
});
