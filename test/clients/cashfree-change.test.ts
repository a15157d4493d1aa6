// The same four majors where the merchant's server decides: authorization and capture, simulation,
// termination, withdrawal.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CASHFREE_HEADERS } from '../support/documented-example.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { type Client, connectClients, type Json, refusalOf } from './cashfree-client.ts';
import { assertFits } from './cashfree-schema.ts';
import { card, order, paymentOf, statusOf } from './cashfree-shop.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

async function eachClient(work: (client: Client) => Promise<void>): Promise<void> {
  for (const client of connectClients(server.url)) await work(client);
}

const asJson = (data: unknown): Json => data as Json;
test('an order noted as preauth_transaction is authorized, then captured or voided', async () => {
  await eachClient(async (client) => {
    for (const action of ['CAPTURE', 'VOID'] as const) {
      const { order_id, session } = await order(client, 'preauth_transaction');
      const none = await refusalOf(client.authorize(order_id, 'VOID'));
      assert.equal(none.body['code'], 'payment_not_found');
      const upi = { upi: { channel: 'collect', upi_id: 'testsuccess@gocash' } } as const;
      await client.pay(session, upi);
      const held = await paymentOf(client, order_id);
      assert.equal(held['payment_status'], 'PENDING');
      assert.equal(held['is_captured'], false);
      assert.equal((held['authorization'] as Json)['action'], null);
      assert.equal(await statusOf(client, order_id), 'ACTIVE');
      const captures = action === 'CAPTURE';
      if (captures) {
        const more = await refusalOf(client.authorize(order_id, action, 171));
        assert.equal(more.body['code'], 'amount_invalid');
        const without = await refusalOf(client.authorize(order_id, action));
        assert.equal(without.body['code'], 'amount_missing');
      }
      const { data } = await client.authorize(order_id, action, captures ? 170 : undefined);
      assertFits(client.version, 'PaymentEntity', data);
      const payment = asJson(data);
      assert.equal(payment['payment_status'], captures ? 'SUCCESS' : 'VOID');
      assert.equal(payment['is_captured'], captures);
      const { action: done, status, captured_amount } = payment['authorization'] as Json;
      assert.deepEqual([done, status, captured_amount], [action, 'SUCCESS', captures ? 170 : 0]);
      assert.equal(await statusOf(client, order_id), captures ? 'PAID' : 'ACTIVE');
      assert.equal((await refusalOf(client.authorize(order_id, 'VOID'))).status, 400);
    }
  });
});

test('a part of what was authorized is captured, once; no more than that goes back', async () => {
  await eachClient(async (client) => {
    const { order_id, session } = await order(client, 'preauth_transaction');
    await client.pay(session, { upi: { channel: 'collect', upi_id: 'testsuccess@gocash' } });
    const { data } = await client.authorize(order_id, 'CAPTURE', 100);
    assertFits(client.version, 'PaymentEntity', data);
    const { captured_amount } = asJson(data)['authorization'] as Json;
    assert.deepEqual([asJson(data)['payment_amount'], captured_amount], [170, 100]);
    assert.equal(await statusOf(client, order_id), 'PAID');
    assert.equal((await refusalOf(client.authorize(order_id, 'CAPTURE', 70))).status, 400);
    const refund = { refund_id: `${order_id}-r`, refund_amount: 101 };
    const headers = { ...CASHFREE_HEADERS, 'x-api-version': client.version };
    const url = `${server.url}/pg/orders/${order_id}/refunds`;
    assert.equal((await ask(url, { headers, body: refund })).status, 400);
    const whole = { ...refund, refund_amount: 100 };
    assert.equal((await ask(url, { headers, body: whole })).status, 200);
  });
});

test('a simulation decides a pending payment and can be read again', async () => {
  await eachClient(async (client) => {
    const { simulate, simulation } = client;
    if (simulate === null || simulation === null) return;
    for (const word of ['PENDING', 'SUCCESS', 'FAILED', 'USER_DROPPED'] as const) {
      const { order_id, session } = await order(client);
      const id = String(asJson((await client.pay(session, card('link'))).data)['cf_payment_id']);
      const { data } = await simulate(id, word);
      assertFits(client.version, 'SimulationResponse', data);
      const { simulation_id, entity_id, entity_simulation } = asJson(data);
      assert.equal(entity_id, id);
      assert.equal((entity_simulation as Json)['payment_status'], word);
      assert.deepEqual((await simulation(String(simulation_id))).data, data);
      assert.equal((await paymentOf(client, order_id))['payment_status'], word);
      assert.equal(await statusOf(client, order_id), word === 'SUCCESS' ? 'PAID' : 'ACTIVE');
    }
    assert.equal((await refusalOf(simulate('12345', 'SUCCESS'))).body['code'], 'payment_not_found');
    assert.equal((await refusalOf(simulation('sim_x'))).status, 404);
  });
});

test('a terminated order is paid no more; a paid one is not terminated', async () => {
  await eachClient(async (client) => {
    const { terminate } = client;
    if (terminate === null) return;
    const { order_id, session } = await order(client);
    const { data } = await terminate(order_id);
    assertFits(client.version, 'OrderEntity', data);
    assert.equal(asJson(data)['order_status'], 'TERMINATED');
    assert.equal(asJson((await terminate(order_id)).data)['order_status'], 'TERMINATED');
    const refused = await refusalOf(client.pay(session, card('link')));
    assert.equal(refused.body['code'], 'order_inactive');
    const paid = await order(client);
    const body = { order: paid.order_id, method: 'upi' };
    await ask(`${server.url}/sandbox/pay`, { headers: { authorization: BASIC }, body });
    assert.equal((await refusalOf(terminate(paid.order_id))).body['code'], 'order_already_paid');
    assert.equal((await refusalOf(terminate('nowhere'))).status, 404);
  });
});

test('extended data, incidents, and a refund that is too late to withdraw', async () => {
  await eachClient(async (client) => {
    const { extended, incidents, withdraw } = client;
    const { order_id } = await order(client);
    if (extended !== null) {
      const { data } = await extended(order_id);
      assertFits(client.version, 'OrderExtendedDataEntity', data);
      assert.equal(asJson(data)['order_id'], order_id);
      // The specifications name one offer in 2025-01-01, and a list of them in 2026-01-01.
      const offers = Object.keys(asJson(data)).filter((name) => name.startsWith('offer'));
      assert.deepEqual(offers, client.version < '2026-01-01' ? ['offer'] : ['offers']);
    }
    if (incidents !== null) {
      const { data } = await incidents();
      assertFits(client.version, 'FetchActiveEcosystemDowntimes_200_response', data);
      assert.deepEqual(data, { count: 0, incidents: [] });
    }
    if (withdraw === null) return;
    const headers = { authorization: BASIC };
    await ask(`${server.url}/sandbox/pay`, { headers, body: { order: order_id, method: 'upi' } });
    const refund_id = `withdrawn-${order_id}`;
    await client.refund(order_id, { refund_id, refund_amount: 1 });
    await ask(`${server.url}/sandbox/settle`, { headers, body: {} });
    const { status, body } = await refusalOf(withdraw(order_id, refund_id));
    assert.equal(status, 400);
    assert.equal(body['message'], 'refund is no longer pending');
    assert.equal((await refusalOf(withdraw(order_id, 'nowhere'))).status, 404);
  });
});
