// The payment page by the order's number, over HTTP: for frames, tabs and whoever has no number.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, startServer, type TestServer } from '../support/server.ts';
import { callV2 } from './paytring-client.ts';

let server: TestServer;
let order: string;

before(async () => {
  server = await startServer();
  const body = {
    amount: 50050,
    receipt_id: 'PAGE_1',
    cname: 'Asha Rao',
    email: 'asha@example.com',
    phone: '9876543210',
    callback_url: 'https://shop.example/callback',
  };
  const made = await callV2(server.url, '/api/v2/order/create', body);
  order = (made.json as { order_id: string }).order_id;
});
after(() => server.stop());

const TO = { iframe: { 'sec-fetch-dest': 'iframe' }, tab: { 'sec-fetch-dest': 'document' } };

test('the page of an order number: framed by anybody, whole in a tab', async () => {
  for (const place of ['', '/paytring']) {
    const url = `${server.url}${place}/pay/token/${order}`;
    const framed = await ask(url, { headers: TO.iframe });
    const whole = await ask(url, { headers: TO.tab });
    assert.deepEqual([framed.status, whole.status], [303, 303]);
    const page = whole.headers.get('location') ?? '';
    assert.equal(framed.headers.get('location'), `${page}/in/Kg`);
    const shown = await ask(`${page}/in/Kg`);
    assert.equal(shown.status, 200);
    assert.match(shown.headers.get('content-security-policy') ?? '', /frame-ancestors \*$/);
    // A page of any origin may be told nothing that is sealed.
    assert.ok(!shown.text.includes('"fields"') && !shown.text.includes('&quot;fields'));
    const plain = await ask(page);
    assert.match(plain.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'$/);
    const choosing = await ask(`${url}/`);
    assert.equal(choosing.status, 200);
    assert.match(choosing.headers.get('content-type') ?? '', /^text\/html/);
    assert.ok(choosing.text.includes(page));
  }
});

test('no page for another number, another method or a path below', async () => {
  const other = String(Number(order) + 1);
  for (const path of [`/pay/token/${other}`, '/pay/token/x', `/paytring/pay/token/${other}`]) {
    const missing = await ask(`${server.url}${path}`, { headers: TO.tab });
    assert.equal(missing.status, 404, path);
    assert.match(missing.headers.get('content-type') ?? '', /^text\/html/, path);
  }
  for (const path of ['/pay/token', `/pay/token/${order}/bank`, '/pay', '/pay/strange/path']) {
    const missing = await ask(`${server.url}${path}`);
    assert.equal(missing.status, 404, path);
    assert.match(missing.text, /<!doctype html>/, path);
  }
  const posted = await ask(`${server.url}/pay/token/${order}`, { method: 'POST', body: {} });
  assert.equal(posted.status, 404);
});

test('the script is served under the gateway’s name of it', async () => {
  for (const path of ['/iframe.v1.0.0.js', '/paytring/iframe.v1.0.0.js']) {
    const script = await ask(`${server.url}${path}`);
    assert.equal(script.status, 200);
    assert.match(script.headers.get('content-type') ?? '', /^text\/javascript/);
    assert.ok(script.text.includes(`var ORIGIN = "${server.url}";`));
  }
});
