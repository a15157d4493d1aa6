// An order created in any dialect, read and refunded in every other: all mean the same thing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Merchant } from '../../src/gateways/fixture.ts';
import { DIALECTS, driverOf } from '../support/fixture.ts';
import { merchantOf } from '../support/merchant.ts';
import { CASHFREE_HEADERS, RZP_CREATE } from '../support/documented-example.ts';
import { ask, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

const NAMES = DIALECTS.map(({ name }) => name);
const AMOUNT = 50050;
/** What each dialect sends back. */
const PART = 1000;

let server: TestServer;
let merchant: Merchant;
before(async () => {
  server = await startServer();
  merchant = merchantOf(server, { key: KEY, secret: SECRET });
});
after(() => server.stop());

type State = 'unpaid' | 'paid' | 'refunded';

/** Every dialect tells the same state and the same amount, each in its own words. */
async function assertReads(reference: string, state: State): Promise<void> {
  for (const name of NAMES) {
    const { read, words } = driverOf(name);
    assert.deepEqual(await read(merchant, reference), [words[state], AMOUNT], `${name}, ${state}`);
  }
}

async function refundedMinor(reference: string): Promise<number> {
  const { accounts, engine } = server.app.parts;
  const { account } = (await accounts.find(KEY)) ?? assert.fail();
  const order = [{ by: 'reference', reference } as const];
  const found = await engine.find(account, { kind: 'findOrder', order });
  assert.ok('aggregate' in found);
  return found.aggregate.payments.reduce((sum, each) => sum + each.refundedMinor, 0);
}

for (const name of NAMES) {
  test(`an order created in ${name} reads the same in all, and is refunded by all`, async () => {
    const driver = driverOf(name);
    const reference = `X_${name}_1`;
    await driver.create(merchant, reference);
    await assertReads(reference, 'unpaid');
    const body = { order: reference, method: 'upi' };
    const payment = await merchant.ask('POST', '/sandbox/pay', { body });
    assert.equal(payment['status'], 'captured');
    await assertReads(reference, 'paid');
    for (const [at, other] of NAMES.entries()) {
      await driverOf(other).refund(merchant, reference, PART);
      assert.equal(await refundedMinor(reference), PART * (at + 1), other);
    }
    await driver.refund(merchant, reference, AMOUNT - PART * NAMES.length);
    await merchant.ask('POST', '/sandbox/settle', { body: {} });
    await assertReads(reference, 'refunded');
  });
}

test('another account finds none of it', async () => {
  const credentials = { key: 'test_other', secret: 'other_secret' };
  const rest = { name: 'Another shop', mode: 'sandbox', processor: 'sandbox' } as const;
  await server.app.parts.accounts.add({ ...credentials, ...rest });
  const stranger = merchantOf(server, credentials);
  const reference = 'X_mine';
  await driverOf(NAMES[0] ?? '').create(merchant, reference);
  for (const name of NAMES) {
    const { read, words } = driverOf(name);
    const seen = await read(stranger, reference).catch((error: unknown) => String(error));
    assert.ok(typeof seen === 'string' && /404/.test(seen), `${name} tells ${seen} to a stranger`);
    assert.doesNotMatch(seen, new RegExp(`"${words.unpaid}"|50050|500\\.50`));
  }
  const pays = stranger.ask('POST', '/sandbox/pay', { body: { order: reference, method: 'upi' } });
  await assert.rejects(pays, /404/);
  // The reference is free for everybody else.
  await driverOf(NAMES[0] ?? '').create(stranger, reference);
});

test('a refund is of the currency of its order, whatever dialect made the order', async () => {
  const yen = { ...RZP_CREATE, amount: 5000, currency: 'JPY', receipt: 'X_yen' };
  await merchant.ask('POST', '/api/v2/order/via/rzp/create', { body: yen });
  await merchant.ask('POST', '/sandbox/pay', { body: { order: 'X_yen', method: 'card' } });
  const url = `${server.url}/api/v2/pg/via/cashfree/orders/X_yen/refunds`;
  const refund = (refund_id: string, refund_amount: number) =>
    ask(url, { headers: CASHFREE_HEADERS, body: { refund_id, refund_amount } });
  const half = await refund('yen_1', 10.5);
  assert.equal(half.status, 400);
  assert.match(half.text, /refund_amount/);
  const whole = await refund('yen_2', 5000);
  assert.equal(whole.status, 200);
  assert.match(whole.text, /"refund_amount":5000,/);
});
