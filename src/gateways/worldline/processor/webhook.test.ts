// Calls from server to server: the signed lines of the documents, both versions, and their receipt.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { HookRequest } from '../../processor.ts';
import { CONNECTION, CREDENTIALS, NUMBER } from './fixtures/asked.ts';
import { webhook } from './webhook.ts';

/** worldline.md §4.3: W-2, a line of the vendor's logs with another buyer. */
const W2 =
  '0300|success|NA|730451|470|1566704688|1.00|{itc:}{custname:Test Buyer}{orderid:77}{email:buyer@example.com}{mob:9999999999}|22-09-2021 10:18:39|NA||TEST BANK|1111566704688||d6ff1294-6e5d-4e17-8bca-94ac58ba89ed|b626f039c63f879ae82f97c08993a6e076e63189b00333505e64fa17a8add04a6938cc3b61d3abb5dfbd9f2318d97abdf7816c6b2af4efaafe552617b71639d1';
/** wl_resp_0392. */
const LEFT =
  '0392|User Aborted|Transaction aborted by user|922931|NA|E18339327|1.00|{itc:}{custname:Test Buyer}{orderid:93}{email:buyer@example.com}{mob:9999999999}|04-10-2021 16:10:37|NA||||||9c14b944271f7bb61b7f99019e05def8d7b17297e3f2422bbd6cf8e0c13fe855f6fd1f868a1e1e79bff438e8975d9bf4897fc93a9a68983c1d9f9e973285fa2d';
/** W-1, letter for letter of the logs. */
const EMPTY =
  '|||||||||||||||2cb6ba247acc86672d24c15ad8f2b958da00e76080787346ec2c9095645fe99b978c7cb62b47faa540a2c4881d62fcde97cf5b9d882b0f6934bb7b433eacdea3';
/** W-4. */
const W4: Readonly<Record<string, string>> = {
  merchantCode: 'T206030',
  merchantTransactionIdentifier: 'TXN123456',
  amount: '1.00',
  transactionIdentifier: '1566704688',
  dateTime: '22-09-2021 10:18:39',
  merchantTransactionRequestType: 'SALE',
  statusCode: '0300',
  hash: 'f10cd6ced1dc4c96d79ec0e0bcdba44b3567f48447b69570d54a66ff5f8a2e394474bdcbf65e949b060b9691abad912a941769d7575b49961bffb2db6def61c7',
};

function get(msg: string): HookRequest {
  return { headers: {}, body: '', query: { msg } };
}

function post(fields: Readonly<Record<string, string>>): HookRequest {
  return { headers: {}, body: new URLSearchParams(fields).toString(), query: {} };
}

function isGood(request: HookRequest, credentials = CONNECTION.credentials): boolean {
  return webhook.verify(request, { ...CONNECTION, credentials }, 0);
}

function receiptOf(request: HookRequest): string | null | undefined {
  return webhook.receipt?.(request);
}

test('v1: the lines of the logs are good, name the payment and get their receipt', () => {
  assert.ok(isGood(get(W2)));
  const located = webhook.locate(get(W2));
  assert.deepEqual(
    [located?.name, located?.attempt, located?.theirOrder],
    ['730451', NUMBER, null],
  );
  assert.equal(receiptOf(get(W2)), '730451|1566704688|1');
  // The same form as a POST, as a browser brings it.
  assert.ok(isGood(post({ msg: W2 })));
  assert.ok(isGood(get(LEFT)));
  assert.deepEqual(
    [webhook.locate(get(LEFT))?.attempt, receiptOf(get(LEFT))],
    [null, '922931|E18339327|1'],
  );
  assert.ok(isGood(get(EMPTY)));
  assert.equal(webhook.locate(get(EMPTY)), null);
  assert.equal(webhook.usesGet, true);
});

test('v1: a declined card has a part more before its hash', () => {
  const parts = W2.split('|').slice(0, 14);
  const fields = [...parts, '04-2025', 'd6ff1294', CREDENTIALS.salt].join('|');
  const hash = createHash('sha512').update(fields).digest('hex');
  const line = [...parts, '04-2025', 'd6ff1294', hash].join('|');
  assert.equal(line.split('|').length, 17);
  assert.ok(isGood(get(line)));
  assert.ok(isGood(get(line.replace(hash, hash.toUpperCase()))));
});

test('v2: the hash covers all but the status, and is of this merchant', () => {
  assert.ok(isGood(post(W4)));
  const located = webhook.locate(post(W4));
  assert.deepEqual([located?.name, located?.attempt], ['TXN123456', NUMBER]);
  assert.equal(receiptOf(post(W4)), null);
  assert.ok(isGood(post({ ...W4, statusCode: '0399' })), 'it is a hint: nothing is taken from it');
  assert.ok(!isGood(post({ ...W4, merchantCode: 'T206031' })));
  const others = [{ ...CREDENTIALS, merchant_code: 'T206031' }];
  assert.ok(!isGood(post(W4), others));
});

test('any part changed, another salt or none is no seal', () => {
  const parts = W2.split('|');
  for (const at of parts.keys()) {
    const changed = parts.map((each, index) => (index === at ? `${each}x` : each)).join('|');
    assert.ok(!isGood(get(changed)), `part ${at}`);
  }
  for (const name of Object.keys(W4)) {
    if (name === 'statusCode') continue;
    assert.ok(!isGood(post({ ...W4, [name]: `${W4[name]}x` })), name);
    const { [name]: _, ...rest } = W4;
    assert.ok(!isGood(post(rest)), `without ${name}`);
  }
  for (const salt of ['', 'another_salt', '3976262521OAOQB']) {
    const credentials = [{ ...CREDENTIALS, salt }];
    for (const request of [get(W2), post(W4)]) assert.ok(!isGood(request, credentials), salt);
  }
  // With an empty salt anybody could seal.
  const bare = W2.split('|').slice(0, -1);
  const hash = createHash('sha512')
    .update([...bare, ''].join('|'))
    .digest('hex');
  assert.ok(!isGood(get([...bare, hash].join('|')), [{ ...CREDENTIALS, salt: '' }]));
});

test('a former salt still verifies', () => {
  const credentials = [{ ...CREDENTIALS, salt: 'a_new_salt_1' }, CREDENTIALS];
  assert.ok(isGood(get(W2), credentials));
  assert.ok(isGood(post(W4), credentials));
});

test('the same event has the same name, and another has another', () => {
  const eventOf = (request: HookRequest): string | undefined => webhook.locate(request)?.event;
  assert.equal(eventOf(get(W2)), eventOf(post({ msg: W2 })));
  assert.notEqual(eventOf(get(W2)), eventOf(get(LEFT)));
  assert.notEqual(eventOf(get(W2)), eventOf(post(W4)));
});

test('whatever else comes is of nobody', () => {
  for (const request of [
    get(''),
    get('a|b|c'),
    get('|'.repeat(14)),
    post({}),
    post({ hash: '' }),
    // v3, whose key nobody has told us.
    post({ msg: 'a1b2c3' }),
    { headers: {}, body: '{"msg":"x"}' },
    { headers: {}, body: '\u0000' },
  ] satisfies readonly HookRequest[]) {
    assert.ok(!isGood(request), JSON.stringify(request));
    assert.equal(webhook.locate(request), null);
    assert.equal(receiptOf(request), null);
  }
});

const sha512 = (...parts: readonly string[]) =>
  createHash('sha512').update(parts.join('|')).digest('hex');

test('credentials that lack a salt or a code seal nothing', () => {
  const bare = W2.split('|').slice(0, -1);
  const { salt, merchant_code: code = '' } = CREDENTIALS;
  for (const guess of ['', '~', 'undefined']) {
    const line = [...bare, sha512(...bare, guess)].join('|');
    assert.ok(!isGood(get(line), [{ merchant_code: code }]), guess);
  }
  const { hash: _, statusCode: __, ...rest } = W4;
  const fields = { ...rest, merchantCode: '~' };
  const hash = sha512(...Object.values(fields), salt ?? '');
  assert.ok(!isGood(post({ ...fields, hash }), [{ salt: salt ?? '' }]));
});

test('a form without one of its fields is none, sealed or not', () => {
  const { hash: _, statusCode: __, ...fields } = W4;
  assert.equal(webhook.locate(post(fields)), null);
  const { amount: ___, ...rest } = fields;
  const values = Object.values({ ...fields, amount: '' });
  const hash = sha512(...values, CREDENTIALS.salt ?? '');
  assert.ok(isGood(post({ ...fields, amount: '', hash })), 'it is empty');
  assert.ok(!isGood(post({ ...rest, hash })), 'it is missing');
  assert.equal(webhook.locate(post({ ...rest, hash })), null);
});

test('an attempt is a number of at most thirty digits; an event is what was sealed', () => {
  const located = (identifier: string) => {
    const parts = W2.split('|').map((part, at) => (at === 5 ? identifier : part));
    return webhook.locate(get(parts.join('|')));
  };
  const [longest, longer] = ['1'.repeat(30), '1'.repeat(31)];
  assert.deepEqual(
    ['5', longest].map((each) => located(each)?.attempt),
    ['5', longest],
  );
  for (const other of [longer, '0', '05', '1x', '']) assert.equal(located(other)?.attempt, null);
  const sealed = W2.split('|').slice(0, -1).join('|');
  const event = createHash('sha256').update(sealed).digest('hex');
  assert.equal(webhook.locate(get(W2))?.event, event);
});
