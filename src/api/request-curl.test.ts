// A copy of a request asks for what it asked for, once, whatever stands in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCurl } from '../dashboard/curl.ts';
import { curlOf } from './request-curl.ts';

const ORIGIN = 'http://127.0.0.1:8080';
const WIRE = { method: 'GET', query: '', headers: {}, body: null };

test('an address with brackets is one address', () => {
  const asked = { ...WIRE, path: '/v1/orders', query: 'notes[a]=1' };
  assert.equal(curlOf(asked, ORIGIN), `curl -X GET '${ORIGIN}/v1/orders?notes[a]=1' --globoff`);
  for (const path of ['/v1/orders/[1-100000]', '/v1/orders/{a,b}']) {
    assert.match(curlOf({ ...WIRE, path }, ORIGIN), / --globoff$/);
    assert.match(writeCurl({ ...WIRE, url: ORIGIN + path }), / --globoff$/);
  }
  const plain = curlOf({ ...WIRE, path: '/v1/orders' }, ORIGIN);
  assert.equal(plain, `curl -X GET ${ORIGIN}/v1/orders`);
});

test('a body that looks like the name of a file is a body', () => {
  const body = '@/etc/passwd';
  assert.match(curlOf({ ...WIRE, path: '/', body }, ORIGIN), / --data-raw '@\/etc\/passwd'$/);
  assert.match(writeCurl({ ...WIRE, url: ORIGIN, body }), / --data-raw '@\/etc\/passwd'$/);
});
