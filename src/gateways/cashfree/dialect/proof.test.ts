// The two headers that carry the key and the secret: padded, halved, wrong and missing ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildRequest, CREDENTIALS } from '../../../../test/support/call.ts';
import { isFailure } from '../../../core/failure.ts';
import { identifyHeaders, offeredSecret, openHeaders, openWithout } from './proof.ts';

const { key, secret } = CREDENTIALS;
const BODY = { order_id: 'o1' };

type Sent = readonly [id: string | undefined, secret: string | undefined];

function requestOf([id, proof]: Sent) {
  const headers: Record<string, string> = {
    ...(id === undefined ? {} : { 'x-client-id': id }),
    ...(proof === undefined ? {} : { 'x-client-secret': proof }),
  };
  return buildRequest({ path: '/orders', headers, body: BODY });
}

function opened(...sent: Sent) {
  const request = requestOf(sent);
  const identification = identifyHeaders(request);
  if (isFailure(identification)) return identification.failure;
  const fields = openHeaders(request, identification, ACCOUNT, CREDENTIALS);
  return isFailure(fields) ? fields.failure : fields.values;
}

function openedWithout(...sent: Sent) {
  const nobody = { key: '', proof: null };
  const fields = openWithout(requestOf(sent), nobody, ACCOUNT, CREDENTIALS);
  return isFailure(fields) ? fields.failure : fields.values;
}

const HALVES: readonly Sent[] = [
  [key, undefined],
  [undefined, secret],
  [key, ''],
  ['', secret],
  [key, '  '],
  ['  ', secret],
];
const NOTHING: readonly Sent[] = [
  [undefined, undefined],
  ['', ''],
  [' ', undefined],
  [undefined, ' '],
];

test('both headers are needed; half a pair is none', () => {
  assert.deepEqual(opened(key, secret), BODY);
  for (const sent of [...HALVES, ...NOTHING]) {
    assert.equal(opened(...sent), 'credentials_missing', JSON.stringify(sent));
  }
});

// cashfree.md §6: one published plugin pads its headers.
test('blanks around them do not count', () => {
  assert.deepEqual(opened(` ${key} `, `\t${secret} `), BODY);
  const identification = identifyHeaders(requestOf([` ${key} `, ` ${secret} `]));
  assert.deepEqual(identification, { key, proof: secret });
});

test('another secret is wrong, and so is one that nobody brought', () => {
  for (const wrong of ['other', `${secret}x`, secret.slice(1), '~']) {
    assert.equal(opened(key, wrong), 'credentials_wrong');
  }
  for (const stored of [secret, '~']) {
    const nobody = { key, proof: null };
    const request = requestOf([key, undefined]);
    const fields = openHeaders(request, nobody, ACCOUNT, { key, secret: stored });
    assert.ok(isFailure(fields) && fields.failure === 'credentials_wrong');
  }
});

test('where none are needed, none and right ones open; half a pair and wrong ones do not', () => {
  for (const sent of [...NOTHING, [key, secret] as const, [` ${key}`, `${secret} `] as const]) {
    assert.deepEqual(openedWithout(...sent), BODY, JSON.stringify(sent));
  }
  for (const sent of [...HALVES, [key, 'other'] as const]) {
    assert.equal(openedWithout(...sent), 'credentials_wrong', JSON.stringify(sent));
  }
});

test('the secret that came along, without its blanks; null when none did', () => {
  assert.equal(offeredSecret(requestOf([undefined, ` ${secret} `])), secret);
  assert.equal(offeredSecret(requestOf([key, 'x'])), 'x');
  for (const sent of [
    [key, undefined],
    [key, ''],
    [key, '  '],
  ] as const) {
    assert.equal(offeredSecret(requestOf(sent)), null);
  }
});
