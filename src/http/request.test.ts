// What dialects are given of a request: below its base, and with the body's own bytes.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { hmacSha256 } from '../gateways/kit/proof.ts';
import { type IncomingRequest, mountRequest } from './request.ts';

const SENT = '{"amount": 500.50,\t"note":"Ünter\\u0041"}';

test('a signature over the body is over what was sent, not over what it says', () => {
  const incoming: IncomingRequest = {
    id: 'r-1',
    method: 'POST',
    path: '/pay/v1/orders',
    query: {},
    headers: { 'content-type': 'application/json' },
    address: '127.0.0.1',
    bytes: Buffer.from(SENT),
  };
  const { bytes, path } = mountRequest(incoming, '/pay/v1');
  assert.equal(path, '/orders');
  assert.equal(Buffer.from(bytes).toString(), SENT);
  const expected = createHmac('sha256', 'secret').update(SENT).digest('hex');
  assert.equal(hmacSha256('secret', bytes).toString('hex'), expected);
  assert.equal(hmacSha256('secret', SENT).toString('hex'), expected);
});
