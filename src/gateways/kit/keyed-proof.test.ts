// What a hash in the body opens: the texts that it is over, listed decoration, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildRequest, CREDENTIALS } from '../../../test/support/call.ts';
import type { Account } from '../../core/account.ts';
import { isFailure } from '../../core/failure.ts';
import { openKeyed } from './keyed-proof.ts';
import { pickFields, keyed, listFields } from './field-list.ts';
import { sha512Hex } from './proof.ts';

const { key, secret } = CREDENTIALS;
const list = listFields(['amount', 'capture', 'name'], {
  unsigned: ['notes'],
  elsewhere: ['accounts'],
  oneOf: ['id', 'order_id'],
});
const row = { method: 'POST', path: '/pay', rate: 'create', answer: () => ({}) as never } as const;
const open = openKeyed([keyed(list, row)]);

/** Opens a body that is signed over the text; `json` is the body's fields without key and hash. */
function opened(json: string, text: string, account: Account = ACCOUNT, path = '/pay') {
  const hash = sha512Hex(`${text}|${secret}`);
  const body = `{"key":"${key}","hash":"${hash}"${json === '' ? '' : `,${json}`}}`;
  const headers = { 'content-type': 'application/json' };
  return open(buildRequest({ path, headers, body }), { key, proof: hash }, account, CREDENTIALS);
}

function valuesOf(json: string, text: string): Readonly<Record<string, unknown>> {
  const fields = opened(json, text);
  assert.ok(!isFailure(fields), JSON.stringify(fields));
  return fields.values;
}

function refusals(json: string, text: string): readonly string[] {
  const fields = opened(json, text);
  assert.ok(isFailure(fields));
  return fields.issues?.map(({ field }) => field) ?? [fields.failure];
}

test('what is handed on is the text that was signed, whatever came', () => {
  assert.deepEqual(valuesOf('"amount":"5","name":"Asha"', `5|${key}|Asha`), {
    key,
    amount: '5',
    name: 'Asha',
  });
  assert.deepEqual(valuesOf('"amount":5', `5|${key}`), { key, amount: '5' });
  assert.deepEqual(valuesOf('"amount":5.50', `5.5|${key}`), { key, amount: '5.5' });
  assert.deepEqual(valuesOf('"amount":5.50', `5.50|${key}`), { key, amount: '5.50' });
  assert.deepEqual(valuesOf('"amount":null', `|${key}`), { key, amount: '' });
  assert.deepEqual(valuesOf('"capture":true', `1|${key}`), { key, capture: '1' });
  assert.deepEqual(valuesOf('"capture":true', `true|${key}`), { key, capture: 'true' });
});

test('a false that the hash does not tell from nothing is refused', () => {
  assert.deepEqual(refusals('"capture":false', `|${key}`), ['capture']);
  assert.deepEqual(valuesOf('"capture":false', `false|${key}`), { key, capture: 'false' });
});

test('decoration comes as it is, whether the client hashes the word for it or nothing', () => {
  const json = '"amount":"5","notes":{"a":1.50,"b":{"c":"|"}}';
  for (const text of [`5|${key}`, `5|${key}|[object Object]`]) {
    const fields = opened(json, text);
    assert.ok(!isFailure(fields));
    assert.deepEqual(fields.values['notes'], { a: 1.5, b: { c: '|' } });
    assert.deepEqual([...fields.lexemes], [['notes.a', '1.50']]);
  }
  assert.deepEqual(valuesOf('"notes":[]', key), { key, notes: [] });
  for (const blank of ['""', 'null']) {
    assert.deepEqual(valuesOf(`"notes":${blank}`, `${key}|`), { key });
  }
});

test('decoration that is no object is refused, though the hash may be over it', () => {
  assert.deepEqual(refusals('"notes":["x"]', `${key}|x`), ['notes']);
  assert.deepEqual(refusals('"notes":[{}]', `${key}`), ['notes']);
  assert.deepEqual(refusals('"notes":"x"', `${key}|x`), ['notes']);
  assert.deepEqual(refusals('"notes":7', `${key}|7`), ['notes']);
});

test('other names, nested values, bars and two names of one thing are refused, all at once', () => {
  assert.deepEqual(refusals('"amount":{"a":1}', key), ['amount']);
  assert.deepEqual(refusals('"amount":["5"]', `5|${key}`), ['amount']);
  assert.deepEqual(refusals('"amount":"5|6"', `5|6|${key}`), ['amount']);
  assert.deepEqual(refusals('"accounts":[{"number":"1"}]', key), ['accounts']);
  assert.deepEqual(refusals('"a":"1","constructor":"2"', `1|2|${key}`), ['a', 'constructor']);
  assert.deepEqual(refusals('"id":"1","order_id":""', `1|${key}|`), ['order_id']);
  assert.deepEqual(valuesOf('"order_id":"1"', `${key}|1`), { key, order_id: '1' });
  const many = Array.from({ length: 50 }, (_, at) => `"a${at}":{}`).join(',');
  assert.equal(refusals(many, key).length, 20);
});

test('a wrong hash is told before anything else, and nothing opens where no row is', () => {
  assert.deepEqual(refusals('"a":"1"', 'x'), ['credentials_wrong']);
  const lost = opened('', key, ACCOUNT, '/other');
  assert.ok(isFailure(lost) && lost.failure === 'path_unknown');
});

test('hashes count in the sandbox, and live where somebody has said so', () => {
  const told = (mode: Account['mode'], v1Hashes: boolean | null) => {
    const account = { ...ACCOUNT, mode, settings: { ...ACCOUNT.settings, v1Hashes } };
    const fields = opened('', key, account);
    return isFailure(fields) ? `${fields.failure}: ${fields.detail}` : 'opened';
  };
  const off = 'credentials_wrong: Hashes of V1 are switched off for this account';
  assert.deepEqual([told('sandbox', null), told('sandbox', true)], ['opened', 'opened']);
  assert.equal(told('sandbox', false), off);
  assert.deepEqual([told('live', null), told('live', false)], [off, off]);
  assert.equal(told('live', true), 'opened');
});

test('a parser is given what its operation knows, other proofs’ fields too, and no more', () => {
  const values = { amount: '1', accounts: [], notes: {}, other: 'x', constructor: 'y' };
  const picked = pickFields({ values, lexemes: new Map() }, list);
  assert.deepEqual(picked.values, { amount: '1', accounts: [], notes: {} });
  assert.deepEqual(pickFields({ values: {}, lexemes: new Map() }, list).values, {});
});

test('how numbers were written is told inside decoration alone: at the top they are texts', () => {
  const fields = listFields(['amount', 'notesOf'], { unsigned: ['notes', 'meta'] });
  const openBoth = openKeyed([keyed(fields, row)]);
  const hash = sha512Hex(`5.50|${key}|7.0|${secret}`);
  const body =
    `{"key":"${key}","hash":"${hash}","amount":5.50,"notesOf":7.0,` +
    '"notes":{"a":1.50},"meta":{"b":2.50}}';
  const headers = { 'content-type': 'application/json' };
  const request = buildRequest({ path: '/pay', headers, body });
  const read = openBoth(request, { key, proof: hash }, ACCOUNT, CREDENTIALS);
  assert.ok(!isFailure(read), JSON.stringify(read));
  assert.deepEqual(
    [...read.lexemes],
    [
      ['notes.a', '1.50'],
      ['meta.b', '2.50'],
    ],
  );
  assert.equal(read.values['amount'], '5.50');
});

test('a refusal names the field in a sentence', () => {
  const fields = opened('"amount":"5|6"', `5|6|${key}`);
  assert.ok(isFailure(fields));
  assert.deepEqual(fields.issues, [
    {
      field: 'amount',
      rule: 'format',
      message: 'Amount must not contain "|", which a hash joins by',
    },
  ]);
});
