// `GET /metrics`: what it counts, whom it answers, and that nothing of a customer stands in it.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, suite, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { type Metrics, readMetrics, valuesOf } from '../support/prometheus.ts';

const TOKEN = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
const ORDERS = '/v1/orders';
const ORDER = { amount: 100, currency: 'INR', receipt: 'canary-receipt' };

async function look(server: TestServer): Promise<Metrics> {
  const { status, headers, text: told } = await ask(`${server.url}/metrics`, { headers: TOKEN });
  assert.equal(status, 200, told);
  assert.equal(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  return readMetrics(told);
}

/** With headers that fetch would not send. */
async function askBy(server: TestServer, headers: Readonly<Record<string, string>>) {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const asked = request(
    `${server.url}/metrics`,
    { headers: { connection: 'keep-alive', ...headers }, agent: false },
    (answer) => {
      text(answer).then(() => resolve(answer.statusCode ?? 0), reject);
    },
  );
  asked.on('error', reject).end();
  return promise;
}

suite('what is counted', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  const create = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    ask(server.url + ORDERS, { headers: { authorization: BASIC, ...headers }, body });

  test('requests by dialect, operation and outcome, with how long they took', async () => {
    const first = await look(server);
    assert.equal((await create(ORDER)).status, 200);
    assert.equal((await create({ ...ORDER, amount: 'canary-amount' })).status, 400);
    assert.equal((await create(ORDER, { authorization: 'Basic eDp5' })).status, 401);
    const { samples } = await look(server);
    const added = (key: string): number => (samples.get(key) ?? 0) - (first.samples.get(key) ?? 0);
    const told = (operation: string, outcome: string): number =>
      added(
        `dubash_requests_total{dialect="razorpay",operation="${operation}",outcome="${outcome}"}`,
      );
    assert.equal(told('createOrder', 'ok'), 1);
    assert.equal(told('none', 'refused'), 2);
    const reason = (code: string): number =>
      added(`dubash_refusals_total{dialect="razorpay",reason="${code}"}`);
    assert.deepEqual([reason('request_invalid'), reason('credentials_wrong')], [1, 1]);
    const took = 'dubash_request_duration_seconds';
    const labels = 'dialect="razorpay",operation="createOrder"';
    assert.equal(added(`${took}_count{${labels}}`), 1);
    assert.equal(added(`${took}_bucket{${labels},le="+Inf"}`), 1);
    assert.ok(added(`${took}_sum{${labels}}`) > 0);
    assert.ok(added('dubash_commits_total{result="saved"}') >= 1);
    assert.ok(added('dubash_commit_duration_seconds_count') >= 1);
  });

  test('an answer that is given again counts as what it was', async () => {
    const key = { 'x-idempotency-key': 'canary-key' };
    const ok = 'dubash_requests_total{dialect="razorpay",operation="createOrder",outcome="ok"}';
    const before = (await look(server)).samples.get(ok) ?? 0;
    const body = { ...ORDER, receipt: 'canary-again' };
    assert.equal((await create(body, key)).status, 200);
    assert.equal((await create(body, key)).headers.get('x-idempotency-replayed'), 'true');
    const { samples } = await look(server);
    const none = 'dubash_requests_total{dialect="razorpay",operation="none",outcome="ok"}';
    assert.equal((samples.get(ok) ?? 0) - before + (samples.get(none) ?? 0), 2);
  });

  test('what waits, the process and the build', async () => {
    const { samples, labels } = await look(server);
    const zeros = ['due', 'overdue'].map((state) => `dubash_instructions{state="${state}"}`);
    zeros.push('dubash_webhooks{state="failed"}', 'dubash_webhooks{state="held"}');
    zeros.push('dubash_reviews_open', 'dubash_circuits_open', 'dubash_instructions_late_seconds');
    for (const key of zeros) assert.equal(samples.get(key), 0, key);
    assert.equal(samples.get('dubash_database_up'), 1);
    assert.ok((samples.get('process_resident_memory_bytes') ?? 0) > 1e7);
    assert.ok((samples.get('process_cpu_seconds_total') ?? 0) > 0);
    const late = samples.get('dubash_event_loop_delay_seconds{percentile="99"}') ?? -1;
    assert.ok(late >= 0 && late < 60, String(late));
    const build = labels.get('dubash_build_info') ?? assert.fail();
    assert.deepEqual([...build].sort(), ['commit', 'database', 'node', 'version']);
  });

  test('labels are names of our own tables, whatever is sent', async () => {
    const paths = ['/v1/orders/canary-id', '/canary-path', '/v1/canary', '/pay/canary'];
    for (const path of paths) {
      await ask(server.url + path, { headers: { authorization: BASIC } });
    }
    const told = await look(server);
    const all = [...told.samples.keys()].join('\n');
    assert.doesNotMatch(all, /canary|test_123|[\w-]{41,}/);
    assert.ok(valuesOf(told, 'operation').size > 1);
    for (const label of ['dialect', 'operation', 'outcome', 'reason', 'result', 'state']) {
      for (const value of valuesOf(told, label)) assert.match(value, /^[a-zA-Z_]{2,40}$/, label);
    }
  });
});

suite('whom it answers', () => {
  test('on this machine anybody who comes straight; with the token whoever comes', async () => {
    const server = await startServer();
    const host = new URL(server.url).host;
    try {
      assert.equal(await askBy(server, {}), 200);
      for (const header of ['x-forwarded-for', 'forwarded', 'via', 'cf-connecting-ip']) {
        assert.equal(await askBy(server, { [header]: '127.0.0.1' }), 401, header);
      }
      assert.equal(await askBy(server, { host: 'rebound.example' }), 401);
      assert.equal(await askBy(server, { via: 'proxy', host, ...TOKEN }), 200);
      assert.equal(await askBy(server, { via: 'proxy', authorization: BASIC }), 401);
      const wrong = { method: 'POST', headers: TOKEN };
      assert.equal((await ask(`${server.url}/metrics`, wrong)).status, 405);
    } finally {
      await server.stop();
    }
  });

  test('elsewhere nobody without the token, and guessing it is slowed', async () => {
    const settings = { PUBLIC_URL: 'https://pay.example.com', RATE_LIMITS: 'create=100' };
    const server = await startServer(settings);
    try {
      assert.equal(await askBy(server, {}), 401);
      const statuses = new Set<number>();
      for (let tries = 0; tries < 22; tries += 1) {
        statuses.add(await askBy(server, { authorization: `Bearer guess-${tries}` }));
      }
      assert.deepEqual([...statuses], [401, 429]);
      assert.equal(await askBy(server, TOKEN), 200);
    } finally {
      await server.stop();
    }
  });

  test('the host of the hand-over answers nobody', async () => {
    const server = await startServer({
      PUBLIC_URL: 'https://pay.example.com',
      HANDOVER_URL: 'https://handover.example.com',
    });
    try {
      assert.equal(await askBy(server, { host: 'handover.example.com', ...TOKEN }), 404);
      assert.equal(await askBy(server, { host: 'pay.example.com', ...TOKEN }), 200);
    } finally {
      await server.stop();
    }
  });
});
