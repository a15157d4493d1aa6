// What happens at the second server without the first: customers pay, the dashboard refunds. What
// is in its database really happened.
import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import type { Aggregate } from '../../src/core/order.ts';
import { ask, type TestServer } from '../support/server.ts';
import { basicOf, type Lane } from './world.ts';

export async function farAccount({ app }: TestServer, { far }: Lane): Promise<Account> {
  const known = await app.parts.accounts.find(far.key);
  assert.ok(known !== null);
  return known.account;
}

/** Null: the second server has never heard that name. */
export async function findThere(
  server: TestServer,
  lane: Lane,
  name: string,
): Promise<Aggregate | null> {
  const order = [{ by: 'reference', reference: name } as const];
  const account = await farAccount(server, lane);
  const found = await server.app.parts.engine.find(account, { kind: 'findOrder', order });
  return 'aggregate' in found ? found.aggregate : null;
}

/** Our name for what the second server calls so: an order, or a session of its script. */
export async function nameThere(
  server: TestServer,
  lane: Lane,
  theirs: string,
): Promise<string | null> {
  const { engine, pages } = server.app.parts;
  const account = await farAccount(server, lane);
  const page = pages.orderOf(account, theirs.replace('session_', ''));
  const order = [{ by: 'token', token: page ?? theirs.replace('order_', '') } as const];
  const found = await engine.find(account, { kind: 'findOrder', order });
  return 'aggregate' in found ? found.aggregate.order.reference : null;
}

export async function hasTaken(
  server: TestServer,
  lane: Lane,
  names: readonly string[],
): Promise<boolean> {
  for (const name of names) {
    const there = await findThere(server, lane, name);
    if (there?.payments.some(({ status }) => status === 'captured')) return true;
  }
  return false;
}

/** Nobody there can pay what is paid, or over: then nothing happens. */
export async function payThere(
  { url }: TestServer,
  { far }: Lane,
  name: string,
  outcome: string,
): Promise<void> {
  const body = { order: name, method: 'card', outcome };
  await ask(`${url}/sandbox/pay`, { headers: { authorization: basicOf(far) }, body });
}

/**
 * A second success under one name, which the sandbox's own page refuses: written as the engine
 * writes what a bank took twice. Only where an order may have several successes.
 */
export async function takeTwice(server: TestServer, lane: Lane, name: string): Promise<void> {
  const there = await findThere(server, lane, name);
  const paid = there?.payments.find(({ status }) => status === 'captured');
  if (lane.processor !== 'razorpay' || paid === undefined) return;
  const { orderKey, id, amountMinor, currency } = paid;
  const about = { orderKey, paymentKey: id.key, amountMinor, currency };
  const names = { reference: `again ${name}`, bankReference: null, decline: null };
  const instrument = paid.instrument === null ? {} : { instrument: paid.instrument };
  await server.app.parts.engine.execute(await farAccount(server, lane), {
    kind: 'adoptPayment',
    orderKey,
    report: {
      kind: 'reportPayment',
      state: 'captured',
      raw: 'captured',
      ...{ ...about, ...names, ...instrument },
    },
  });
}

/** It tells of refunds of its own once they are the whole, as a rest (pinelabs.md §P.5). */
export const TELLS_WHOLE = 'pinelabs';

/** The note of what the dashboard there gave back; a server's refunds never have it. */
export const BY_DASHBOARD = 'dashboard';

/** The operator of the shop gives money back at the processor itself. */
export async function refundThere(
  server: TestServer,
  lane: Lane,
  name: string,
  amountMinor: number,
): Promise<void> {
  const there = await findThere(server, lane, name);
  const paid = there?.payments.find(({ status }) => status === 'captured');
  if (paid === undefined) return;
  await server.app.parts.engine.execute(await farAccount(server, lane), {
    kind: 'createRefund',
    dialect: '',
    target: { payment: [{ by: 'token', token: paid.id.token }] },
    reference: null,
    amount: lane.processor === TELLS_WHOLE ? 'everything' : { minor: amountMinor },
    note: BY_DASHBOARD,
    notes: {},
    wire: {},
  });
}

export async function settleThere({ url }: TestServer, lanes: readonly Lane[]): Promise<void> {
  for (const { far } of lanes) {
    await ask(`${url}/sandbox/settle`, { headers: { authorization: basicOf(far) }, body: {} });
  }
}
