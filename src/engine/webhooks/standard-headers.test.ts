// The Standard Webhooks headers: what the specification's own library accepts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { WebhookRow } from '../../store/store.ts';
import { standardHeaders } from './standard-headers.ts';

const BODY = '{"a":1}';
const row = { token: 'WHK123def456GH', request: { body: BODY } } as WebhookRow;
const seconds = Math.floor(Date.now() / 1000);
const PLAIN = 'a secret of any kind';
const ENCODED = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;

for (const [name, secret, webhook] of [
  ['as it is', PLAIN, new Webhook(PLAIN, { format: 'raw' })],
  ['base64 when it is spelt whsec_', ENCODED, new Webhook(ENCODED)],
] as const) {
  test(`a secret is taken ${name}`, () => {
    const headers = standardHeaders(row, secret, seconds);
    assert.equal(headers['webhook-id'], 'msg_WHK123def456GH');
    assert.deepEqual(webhook.verify(BODY, { ...headers }), { a: 1 });
    assert.throws(() => webhook.verify('{"a":2}', { ...headers }));
    assert.throws(() => webhook.verify(BODY, { ...headers, 'webhook-id': 'msg_other' }));
  });
}
