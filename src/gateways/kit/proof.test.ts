// Basic credentials, digests and the comparison that every proof ends in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildRequest, CREDENTIALS } from '../../../test/support/call.ts';
import { isFailure } from '../../core/failure.ts';
import {
  hmacSha256,
  identifyBasic,
  openUnproved,
  sameText,
  sha256Hex,
  sha512Hex,
} from './proof.ts';

test('texts are the same in every byte or not the same', () => {
  for (const text of ['', 'a', 'secret_123', 'पासवर्ड']) assert.ok(sameText(text, text), text);
  for (const [one, other] of [
    ['a', 'b'],
    ['a', ''],
    ['', 'a'],
    ['ab', 'a'],
    ['a', 'A'],
    ['a', 'a '],
    // As many letters and other bytes.
    ['a', 'ä'],
  ] as const) {
    assert.ok(!sameText(one, other), `${one} ${other}`);
    assert.ok(!sameText(other, one), `${other} ${one}`);
  }
});

// FIPS 180-4, the examples "abc"; RFC 4231, test cases 1 and 2.
test('known digests, of the UTF-8 bytes of a text', () => {
  assert.equal(
    sha256Hex('abc'),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  assert.equal(
    sha512Hex('abc'),
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  );
  assert.equal(sha512Hex('₹'), sha512Hex(Buffer.from('e282b9', 'hex').toString('utf8')));
  assert.notEqual(sha512Hex('₹'), sha512Hex(Buffer.from('e282b9', 'hex').toString('latin1')));
  assert.equal(
    hmacSha256(Buffer.alloc(20, 0x0b), 'Hi There').toString('hex'),
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  );
  assert.equal(
    hmacSha256('Jefe', 'what do ya want for nothing?').toString('hex'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

function identified(authorization: string | undefined) {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return identifyBasic(buildRequest({ path: '/', headers }));
}

test('Basic credentials are split at their first colon', () => {
  for (const [pair, key, proof] of [
    ['key:secret', 'key', 'secret'],
    ['k:s', 'k', 's'],
    ['key:', 'key', ''],
    ['key:a:b', 'key', 'a:b'],
    ['key::', 'key', ':'],
    ['कुंजी:पासवर्ड', 'कुंजी', 'पासवर्ड'],
  ] as const) {
    assert.deepEqual(identified(basic(pair)), { key, proof }, pair);
  }
});

test('the word Basic in any case, blanks around it, and base64 with or without its end', () => {
  // The three lengths of base64's end: "==", "=" and none.
  for (const pair of ['k:s4', 'k:s45', 'k:s']) {
    const encoded = Buffer.from(pair).toString('base64');
    const bare = encoded.replace(/=+$/, '');
    for (const header of [
      `Basic ${encoded}`,
      `basic ${encoded}`,
      `BASIC   ${encoded}`,
      `  Basic ${encoded}  `,
      `Basic ${bare}`,
    ]) {
      assert.deepEqual(identified(header), { key: 'k', proof: pair.slice(2) }, header);
    }
  }
  const url = Buffer.from('k:???>>>').toString('base64url');
  assert.match(url, /[-_]/);
  assert.deepEqual(identified(`Basic ${url}`), { key: 'k', proof: '???>>>' });
});

test('no header and an empty one are missing credentials', () => {
  for (const header of [undefined, '', '  ']) {
    assert.deepEqual(identified(header), { failure: 'credentials_missing' }, header);
  }
});

test('whatever else came is wrong', () => {
  const good = Buffer.from('key:secret').toString('base64');
  for (const header of [
    'Bearer x',
    'Basic',
    `Basic${good}`,
    `xBasic ${good}`,
    `Bearer x, Basic ${good}`,
    `Basic ${good} x`,
    `Basic ${good}, Basic ${good}`,
    `Basic ${good.replace(/=+$/, '')}===`,
    `Basic ${good}%`,
    basic('nocolon'),
    basic(':secret'),
    basic(':'),
  ]) {
    assert.deepEqual(identified(header), { failure: 'credentials_wrong' }, header);
  }
});

function opened(authorization?: string) {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const request = buildRequest({ path: '/', headers, body: { amount: '5' } });
  const fields = openUnproved(request, CREDENTIALS);
  return isFailure(fields) ? fields.failure : fields.values;
}

test('what needs no proof opens without any or with the right one, never with a wrong one', () => {
  const { key, secret } = CREDENTIALS;
  assert.deepEqual(opened(), { amount: '5' });
  assert.deepEqual(opened(basic(`${key}:${secret}`)), { amount: '5' });
  for (const wrong of [`${key}:other`, `${key}:`, `${key}:~`, 'nocolon']) {
    assert.equal(opened(basic(wrong)), 'credentials_wrong', wrong);
  }
  assert.equal(opened('Bearer x'), 'credentials_wrong');
});

test('what needs no proof is opened by the credentials of its own dialect', () => {
  const request = buildRequest({ path: '/', body: { amount: '5' } });
  const open = (secret: string, proof: string | null) => {
    const fields = openUnproved(request, { key: 'k', secret }, () => ({ key: 'k', proof }));
    return isFailure(fields) ? fields.failure : fields.values;
  };
  assert.deepEqual(open('s', 's'), { amount: '5' });
  // Who names a key and proves nothing has not brought none at all.
  for (const secret of ['s', '~']) assert.equal(open(secret, null), 'credentials_wrong');
});
