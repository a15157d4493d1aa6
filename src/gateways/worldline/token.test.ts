// The token of a checkout against the vendor's vectors, and what could be slipped past it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Fields } from '../dialect.ts';
import { algorithmOf, isTokenGood, listPreImages, signToken, sumItems } from './token.ts';

// worldline.md §4.3, W-3; the salt is the vendor's published test salt.
const SALT = '3976262521OAOQBJ';
const SHA512 =
  'f4fc374ecc261421042c8b79dce6259da8cb9eb848a21bc00c7d79b62bc29da025d09a0e88fa078c641cdbdf5ea0c100b3a6480887c2540135296707a35156da';
const SHA256 = '46fec6bd6c2468939f7a543c3d9ac28376eb04e5985da3928745cec86a9a5eb1';
const DATA = {
  deviceId: 'WEBSH2',
  merchantId: 'T206030',
  txnId: '730451',
  consumerId: 'cons1',
  consumerMobileNo: '9999999999',
  consumerEmailId: 'buyer@example.com',
  items: [{ itemId: 'test', amount: '1.00', comAmt: '0' }],
};

function fieldsOf(values: Readonly<Record<string, unknown>>, lexemes: [string, string][] = []) {
  return { values: { ...DATA, ...values }, lexemes: new Map(lexemes) } satisfies Fields;
}

function isGood(fields: Fields, token: string, algorithm: 'sha256' | 'sha512' = 'sha512') {
  const total = sumItems(fields);
  assert.ok(total !== null);
  return isTokenGood(token, algorithm, listPreImages(fields, total), SALT);
}

test('W-3: SHA-512 and SHA-256, in any case, also without the zeros at the head', () => {
  assert.ok(isGood(fieldsOf({}), SHA512));
  assert.ok(isGood(fieldsOf({}), SHA512.toUpperCase()));
  assert.ok(isGood(fieldsOf({}), SHA256, 'sha256'));
  assert.ok(!isGood(fieldsOf({}), SHA256));
  assert.ok(!isGood(fieldsOf({}), SHA512, 'sha256'));
  assert.ok(!isGood(fieldsOf({}), SHA512.slice(1)));
});

test('W-3 is what we sign ourselves; what is not named is empty', () => {
  const { merchantId, txnId, consumerId, consumerMobileNo, consumerEmailId } = DATA;
  const payer = { consumerId, consumerMobileNo, consumerEmailId };
  assert.equal(signToken({ merchantId, txnId, totalamount: '1.00', ...payer }, SALT), SHA512);
  assert.notEqual(signToken({ merchantId, txnId, totalamount: '1', ...payer }, SALT), SHA512);
});

test('a digest that begins with zeros is taken without them', () => {
  for (let number = 0; number < 2000; number += 1) {
    const fields = fieldsOf({ txnId: String(number) });
    const [text = ''] = listPreImages(fields, 100);
    const digest = digestOf(text);
    if (!digest.startsWith('0')) continue;
    assert.ok(isGood(fields, digest.replace(/^0+/, '')));
    assert.ok(isGood(fields, digest));
    return;
  }
  assert.fail('no digest with a zero');
});

test('one amount may be written in three ways, and each is the same token’s', () => {
  const digests = ['1', '1.0', '1.00'].map((total) => digestOf(preImage(total)));
  assert.equal(digests[2], SHA512);
  for (const amount of ['1', '1.0', '1.00']) {
    const items = [{ itemId: 'test', amount, comAmt: '0' }];
    for (const digest of digests) assert.ok(isGood(fieldsOf({ items }), digest));
  }
  const other = [{ itemId: 'test', amount: '1.01', comAmt: '0' }];
  for (const digest of digests) assert.ok(!isGood(fieldsOf({ items: other }), digest));
});

const SIGNED = ['merchantId', 'txnId', 'consumerId', 'consumerMobileNo', 'consumerEmailId'];
for (const name of [...SIGNED, 'accountNo', 'maxAmount', 'frequency', 'cvvCode']) {
  test(`the token covers ${name}`, () => {
    assert.ok(!isGood(fieldsOf({ [name]: 'other' }), SHA512));
  });
}

test('items are summed with their commissions, by digits', () => {
  const sum = (...amounts: unknown[]) =>
    sumItems(fieldsOf({ items: amounts.map((amount) => ({ amount, comAmt: '0.05' })) }));
  assert.equal(sum('0.10', '0.20'), 40);
  assert.equal(sum('1', '2.5'), 360);
  const number = sumItems(fieldsOf({ items: [{ amount: 1.1 }] }, [['items.0.amount', '1.10']]));
  assert.equal(number, 110);
  for (const bad of ['-1', '1.001', '', 'x', null, {}, '1e400', '9'.repeat(20)]) {
    assert.equal(sum(bad), null, JSON.stringify(bad));
  }
  for (const items of [undefined, null, [], {}, 'x', [null], [1], [{}], [{ amount: '0' }]]) {
    assert.equal(sumItems(fieldsOf({ items })), null, JSON.stringify(items));
  }
});

test('devices name their hash, in any case; the oldest is not taken', () => {
  const rows = ['WEBSH1', 'webSH1', 'ANDROIDSH1', 'iOSSH1'].map((id) => algorithmOf(id));
  assert.deepEqual(new Set(rows), new Set(['sha256']));
  const newer = ['WEBSH2', 'androidsh2', 'iOSSH2'].map((id) => algorithmOf(id));
  assert.deepEqual(new Set(newer), new Set(['sha512']));
  for (const bad of ['WEBMD5', 'web', '', null, 7, 'WEBSH3', 'xWEBSH2']) {
    assert.equal(algorithmOf(bad), null);
  }
});

function preImage(total: string): string {
  return `T206030|730451|${total}||cons1|9999999999|buyer@example.com|||||||||`;
}

function digestOf(text: string): string {
  return createHash('sha512').update(`${text}|${SALT}`).digest('hex');
}
