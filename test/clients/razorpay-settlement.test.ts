// Settlements as the SDK reads them: by the clock, less what went back, and none where money moves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Line = Readonly<Record<string, unknown>>;
type Body = { readonly count?: number; readonly items?: readonly Line[] } & Line;

async function call(method: string, path: string, body?: unknown): Promise<Body> {
  const headers = { authorization: BASIC };
  const { json } = await ask(`${server.url}${path}`, { method, headers, body });
  return json as Body;
}

async function payOrder(receipt: string, amount: number): Promise<{ readonly payment: string }> {
  await call('POST', '/v1/orders', { amount, currency: 'INR', receipt });
  const paid = await call('POST', '/sandbox/pay', { order: receipt, method: 'card' });
  assert.equal(paid['status'], 'captured');
  return { payment: String(paid['id'] ?? paid['payment_id']) };
}

/** Today on the account's clock, as India has it; `days` later. */
async function dayQuery(): Promise<string> {
  const { now } = (await call('POST', '/sandbox/clock', { advance_seconds: 0 })) as {
    now?: string;
  };
  const there = new Date(Date.parse(String(now)) + 5.5 * 3_600_000);
  const [year, month, day] = there.toISOString().slice(0, 10).split('-');
  return `year=${year}&month=${month}&day=${day}`;
}

const TITLE =
  'a day after its capture a payment is settled, and reconciled with what went back by then';
test(TITLE, async () => {
  await payOrder('SETTLE_1', 50_000);
  const [paid] = (await call('GET', '/v1/payments')).items ?? [];
  const payment = String(paid?.['id']);
  const refund = await call('POST', `/v1/payments/${payment}/refund`, { amount: 2000 });
  await call('POST', '/sandbox/settle', {});
  assert.deepEqual((await call('GET', '/v1/settlements')).items, [], 'it is settled at once');
  await call('POST', '/sandbox/clock', { advance_seconds: 86_400 + 60 });
  const { items = [], count } = await call('GET', '/v1/settlements');
  const id = payment.replace('pay_', 'setl_');
  assert.equal(count, 1);
  const [settled] = items;
  assert.deepEqual(
    [settled?.['id'], settled?.['amount'], settled?.['status'], settled?.['fees']],
    [id, 48_000, 'processed', 0],
  );
  assert.deepEqual(await call('GET', `/v1/settlements/${id}`), settled);
  const recon = await call('GET', `/v1/settlements/recon/combined?${await dayQuery()}`);
  assert.deepEqual(
    recon.items?.map((line) => [line['entity_id'], line['type'], line['credit'], line['debit']]),
    [
      [payment, 'payment', 50_000, 0],
      [refund['id'], 'refund', 0, 2000],
    ],
  );
  const sum = recon.items?.reduce(
    (all, { credit, debit }) => all + Number(credit) - Number(debit),
    0,
  );
  assert.equal(sum, settled?.['amount']);
  for (const line of recon.items ?? []) {
    assert.deepEqual([line['settlement_id'], line['settlement_utr']], [id, settled?.['utr']]);
  }
  const before = await call('GET', '/v1/settlements/recon/combined?year=2020&month=1');
  assert.equal(before.count, 0);
  await call('POST', `/v1/payments/${payment}/refund`, { amount: 1000 });
  await call('POST', '/sandbox/settle', {});
  const later = (await call('GET', `/v1/settlements/${id}`))['amount'];
  assert.equal(later, 48_000, 'a refund that came later changes what was settled');
});

test('pages of settlements are newest first, and none is skipped without a word', async () => {
  for (const amount of [100, 200, 300]) await payOrder(`SETTLE_P${amount}`, amount);
  await call('POST', '/sandbox/clock', { advance_seconds: 86_400 + 60 });
  const amounts = async (query: string) =>
    (await call('GET', `/v1/settlements?${query}`)).items?.map(({ amount }) => amount);
  assert.deepEqual(await amounts('count=2'), [300, 200]);
  assert.deepEqual(await amounts('count=1&skip=2'), [100]);
  const far = await call('GET', '/v1/settlements?skip=1991');
  assert.match(JSON.stringify(far), /The skip may not be greater than 1990/);
});
