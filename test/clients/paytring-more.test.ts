// Paytring's seamless payments, questions before a payment, and webhooks, by an independent client.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { type Body, callV1, callV2 } from './paytring-client.ts';

let server: TestServer;
let count = 0;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const speakV1 = (path: string, body: Body) => callV1(`${server.url}/api/v1`, path, body);
const speakV2 = (path: string, body: Body) => callV2(`${server.url}/api/v2`, path, body);

type Told = Readonly<Record<string, unknown>>;
function good({ status, json, text }: Answered): Told {
  assert.equal(status, 200, text);
  assert.equal((json as Told)['status'], true, text);
  return json as Told;
}

function failed({ json, text }: Answered): Told {
  assert.equal((json as Told)['status'], false, text);
  return (json as Told)['error'] as Told;
}

async function create(): Promise<string> {
  count += 1;
  const created = await speakV1('/order/create', {
    amount: '50050',
    cname: 'John Doe',
    phone: '9234567890',
    email: 'a@mcsam.in',
    callback_url: 'https://httpbin.org/post',
    receipt_id: `P_${count}`,
  });
  return String(good(created)['order_id']);
}

async function statusOf(id: string): Promise<unknown> {
  return (good(await speakV1('/order/fetch', { id }))['order'] as Told)['order_status'];
}

const decode = (url: unknown): string => Buffer.from(String(url), 'base64').toString();

test('process: collect, paid at once', async () => {
  const order_id = await create();
  const body = { order_id, method: 'upi', code: 'collect', vpa: 'success@upi' };
  const processed = good(await speakV1('/order/process', body));
  assert.match(String(processed['payment_id']), /^[1-9]\d{0,15}$/);
  assert.match(String(processed['request_id']), /^[0-9a-f]{13}$/);
  const data = processed['data'] as Told;
  assert.deepEqual([data['type'], data['param']], ['collect', []]);
  assert.ok(decode(data['url']).startsWith(`${server.url}/pay/`));
  assert.equal(await statusOf(order_id), 'success');
  const again = failed(await speakV1('/order/process', body));
  assert.equal(again['message'], 'The order is already paid');
});

test('process: collect, refused by the bank', async () => {
  const order_id = await create();
  const body = { order_id, method: 'upi', code: 'collect', vpa: 'failure@upi' };
  good(await speakV1('/order/process', body));
  assert.equal(await statusOf(order_id), 'failed');
});

test('process: an intent for the customer’s app, decided on the page', async () => {
  const order_id = await create();
  const body = { order_id, method: 'upi', code: 'intent', device: 'android' };
  const data = good(await speakV1('/order/process', body))['data'] as Told;
  assert.equal(data['type'], 'intent');
  const intent = new URL(decode(data['url']));
  assert.equal(intent.protocol, 'upi:');
  assert.deepEqual(
    [intent.searchParams.get('am'), intent.searchParams.get('tr')],
    ['500.50', order_id],
  );
  assert.equal(await statusOf(order_id), 'pending');
});

test('process: card, bank and wallet', async () => {
  const card = {
    number: '4111111111111111',
    cvv: '123',
    expiry_month: '12',
    expiry_year: '2039',
    holder_name: 'John Doe',
  };
  const ways: readonly Body[] = [
    { method: 'card', code: 'card', card },
    { method: 'nb', code: 'HDFC' },
    { method: 'wallet', code: 'phonepe' },
  ];
  for (const way of ways) {
    const order_id = await create();
    const data = good(await speakV1('/order/process', { order_id, ...way }))['data'] as Told;
    assert.equal(data['type'], 'redirect');
    assert.equal(await statusOf(order_id), 'pending');
    const page = await ask(decode(data['url']));
    assert.equal(page.status, 303);
  }
});

test('process: what cannot be paid with is refused, and no card is told', async () => {
  const order_id = await create();
  const card = { number: '4111111111111112', cvv: '1', expiry_month: '13', expiry_year: '20' };
  const bodies: readonly Body[] = [
    { method: 'card', code: 'card', card },
    { method: 'card', code: 'card' },
    { method: 'upi', code: 'collect' },
    { method: 'upi', code: 'collect', vpa: 'no address' },
    { method: 'upi', code: 'telepathy' },
    { method: 'nb', code: 'NOBANK' },
    { method: 'emi', code: 'HDFC' },
  ];
  for (const body of bodies) {
    const refused = await speakV1('/order/process', { order_id, ...body });
    assert.equal(refused.status, 200);
    assert.equal(failed(refused)['code'], 204);
    assert.ok(!refused.text.includes('4111111111111112'));
  }
  assert.equal(await statusOf(order_id), 'created');
  assert.ok(!server.logged.some((line) => line.includes('41111111')));
});

test('VPA: both paths and both shapes', async () => {
  for (const path of ['/info/vpa', '/upi/validate']) {
    const told = good(await speakV1(path, { vpa: 'success@upi' }));
    assert.deepEqual(
      [told['isVPAValid'], told['payerAccountName'], told['valid'], told['name']],
      [true, 'Test Customer', true, 'Test Customer'],
    );
    assert.equal(good(await speakV1(path, { vpa: 'nothing' }))['isVPAValid'], false);
    assert.equal(failed(await speakV1(path, {}))['code'], 204);
  }
  assert.equal(good(await speakV2('/info/vpa', { vpa: 'a.b@okaxis' }))['isVPAValid'], true);
});

test('BIN: both paths, both names', async () => {
  assert.equal(good(await speakV1('/info/bin', { bin: '411111' }))['network'], 'visa');
  assert.equal(good(await speakV1('/health/bin', { bin_code: '60820153' }))['network'], 'rupay');
  assert.equal(good(await speakV1('/info/bin', { bin: '999999' }))['valid'], false);
  assert.equal(failed(await speakV1('/info/bin', { bin: '4111' }))['code'], 204);
});

test('currency: fixed rates in the sandbox', async () => {
  const told = good(await speakV1('/currency/get', { from: 'USD', to: 'INR' }));
  assert.deepEqual([told['from'], told['to'], told['rate']], ['USD', 'INR', '83.000000']);
  const back = good(await speakV1('/currency/get', { from: 'INR', to: 'USD' }));
  assert.equal(back['rate'], '0.012048');
  assert.equal(
    good(await speakV1('/currency/get', { from: 'INR', to: 'INR' }))['rate'],
    '1.000000',
  );
  const unknown = failed(await speakV1('/currency/get', { from: 'USD', to: 'ZMW' }));
  assert.equal(unknown['message'], 'No rate of USD to ZMW is known');
  assert.equal(failed(await speakV1('/currency/get', { from: 'usd', to: 'INR' }))['code'], 204);
});

test('a live account gets no made-up answers', async () => {
  const live = { key: 'live_pt', secret: 'live_secret' };
  const rest = { name: 'Live shop', mode: 'live', processor: 'sandbox' } as const;
  await server.app.parts.accounts.add({ ...live, ...rest });
  const basic = `Basic ${Buffer.from('live_pt:live_secret').toString('base64')}`;
  const send = (path: string, body: Body) =>
    ask(`${server.url}/api/v2${path}`, { headers: { authorization: basic }, body });
  assert.equal((await send('/info/vpa', { vpa: 'success@upi' })).status, 503);
  assert.equal((await send('/currency/get', { from: 'USD', to: 'INR' })).status, 503);
  const intent = { order_id: '1', method: 'upi', code: 'intent' };
  assert.equal((await send('/order/process', intent)).status, 400);
});

test('webhooks: create, list, look at and change', async () => {
  const url = 'https://shop.example/hook';
  const topics = ['order.paid', 'order.failed'];
  const made = good(await speakV2('/webhook/create', { url, topics }))['data'] as Told;
  const id = String(made['id']);
  assert.match(id, /^wh_[0-9A-Za-z]{14}$/);
  assert.match(String(made['created_at']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.deepEqual([made['url'], made['topics'], made['status']], [url, topics, 'active']);
  assert.deepEqual(good(await speakV2(`/webhook/${id}/update`, {}))['data'], made);
  const paused = good(await speakV2(`/webhook/${id}`, { active: false }))['data'] as Told;
  assert.deepEqual(paused, { ...made, status: 'inactive' });
  const other = { url: `${url}/2`, topics: ['order.paid'], active: true };
  const second = good(await speakV2('/webhook/create', other))['data'];
  assert.deepEqual(good(await speakV2('/webhook/list', {}))['data'], [second, paused]);
  assert.deepEqual(good(await speakV2('/webhook/list', { active: true }))['data'], [second]);
  assert.deepEqual(good(await speakV2('/webhook/list', { active: 'false' }))['data'], [paused]);
});

test('webhooks: refusals, and V1 has none', async () => {
  const bad = await speakV2('/webhook/create', { url: 'ftp://x', topics: ['refund.done'] });
  assert.deepEqual(
    [bad.status, Object.keys(failed(bad)['errors'] as Told)],
    [400, ['url', 'topics']],
  );
  for (const path of ['/webhook/wh_ABC123def456GH', '/webhook/nothing']) {
    assert.equal((await speakV2(path, { active: true })).status, 404);
    assert.equal((await speakV2(`${path}/update`, {})).status, 404);
  }
  assert.equal((await speakV1('/webhook/list', {})).status, 404);
  const bare = await ask(`${server.url}/api/v2/webhook/list`, { body: {} });
  assert.equal(bare.status, 401);
  const put = await ask(`${server.url}/api/v2/webhook/list`, {
    method: 'PUT',
    headers: { authorization: BASIC },
    body: {},
  });
  assert.equal(put.status, 405);
});
