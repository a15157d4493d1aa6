// What a gateway can do with a payment: each column of the capability matrix is played with the
// whole chain, and the database of the server in the gateway's place says what became of it.
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { isFailure } from '../src/core/failure.ts';
import type { Aggregate } from '../src/core/order.ts';
import type { Method, Payment } from '../src/core/payment.ts';
import { orderCommand } from '../test/support/call.ts';
import {
  beginAt,
  type Chain,
  comeBack,
  createAt,
  findFar,
  findOrder,
  goOn,
  pageOf,
  pressButton,
} from '../test/support/chain.ts';
import { ask, BASIC } from '../test/support/server.ts';

export type Cell = {
  readonly chain: Chain;
  readonly method: Method;
  /** A name that no order of the chain has. */
  readonly reference: string;
};

/** What may be found; the words besides yes and no are of single columns. */
export const WORDS = [
  ...(['yes', 'no', 'not held', 'not told'] as const),
  ...(['whole alone', 'pays it', 'goes back'] as const),
] as const;
export type Word = (typeof WORDS)[number];

const PART = 1000;
const DEMANDED = { amount: 'everything', currency: null } as const;
export const METHODS: readonly Method[] = ['card', 'upi', 'netbanking', 'wallet'];

const yes = (isSo: boolean): Word => (isSo ? 'yes' : 'no');

const targetOf = ({ id }: Payment) => ({ payment: [{ by: 'token', token: id.token }] }) as const;

/** The customer does so on the gateway's page; false: it does not let them. */
async function payThere({ chain, method }: Cell, name: string, outcome = 'success') {
  const headers = { authorization: BASIC };
  const body = { order: name, method, outcome };
  return (await ask(`${chain.far.url}/sandbox/pay`, { headers, body })).status === 200;
}

async function nearOf({ chain, reference }: Cell): Promise<Aggregate> {
  return (await findOrder(chain, reference)).aggregate;
}

async function ownOf(cell: Cell): Promise<Payment> {
  return (await nearOf(cell)).payments.at(-1) ?? assert.fail('no payment was begun');
}

/** What is there of the order under our name. */
async function thereOf({ chain }: Cell, { id }: Payment): Promise<Aggregate> {
  const found = await findFar(chain, id.token);
  return found?.aggregate ?? assert.fail('nothing is there');
}

async function backThere(cell: Cell, payment: Payment): Promise<number> {
  const { payments } = await thereOf(cell, payment);
  return payments.reduce((sum, each) => sum + each.refundedMinor, 0);
}

/** Looks for half a second until it is so; the engine does what is due meanwhile. */
async function wait({ chain }: Cell, isSo: () => Promise<boolean>): Promise<boolean> {
  const { instructions } = chain.near.app.parts;
  for (let tries = 0; tries < 10; tries += 1) {
    await instructions.settle(await chain.account());
    if (await isSo()) return true;
    await setTimeout(50);
  }
  return false;
}

/** As the watch does when it is due. */
async function look({ chain }: Cell, payment: Payment): Promise<void> {
  await chain.near.app.parts.instructions.inquire(await chain.account(), payment, 'signed');
}

/** A payment that was made and found, of an order with automatic or manual capture. */
async function paid(cell: Cell, capture: 'automatic' | 'manual'): Promise<Payment | null> {
  const { chain, reference } = cell;
  const order = orderCommand({ dialect: 'razorpay', reference, capture });
  // What no connection can hold is refused with the order.
  if (isFailure(await chain.near.app.parts.engine.execute(await chain.account(), order))) {
    return null;
  }
  const page = await pageOf(chain, reference);
  await pressButton(page);
  const begun = await ownOf(cell);
  if (begun.status !== 'pending') return null;
  await goOn(page);
  if (!(await payThere(cell, begun.id.token))) return null;
  await comeBack(page);
  const wanted = capture === 'manual' ? 'authorized' : 'captured';
  const payment = await ownOf(cell);
  return payment.status === wanted ? payment : null;
}

async function give({ chain }: Cell, payment: Payment, minor: number): Promise<boolean> {
  const asked = { reference: null, note: null, notes: {}, wire: {}, amount: { minor } } as const;
  const target = targetOf(payment);
  const command = { kind: 'createRefund', dialect: 'razorpay', target, ...asked } as const;
  const { engine } = chain.near.app.parts;
  return !isFailure(await engine.execute(await chain.account(), command));
}

async function endRefundsThere({ chain }: Cell): Promise<void> {
  const { accounts, instructions } = chain.far.app.parts;
  const known = await accounts.find(chain.gateway.key);
  await instructions.settle(known?.account ?? assert.fail('no gateway'));
}

const refundOf = async (cell: Cell) => (await nearOf(cell)).refunds[0]?.status;

async function giveBack(cell: Cell, minor: number): Promise<Word> {
  const payment = await paid(cell, 'automatic');
  if (payment === null || !(await give(cell, payment, minor))) return 'no';
  // A gateway takes its time with it, and is asked again after minutes.
  const isThere = async () => (await backThere(cell, payment)) === minor;
  if (!(await wait(cell, isThere))) return 'no';
  await endRefundsThere(cell);
  await look(cell, payment);
  return yes(await wait(cell, async () => (await refundOf(cell)) === 'processed'));
}

/** Of an order that names the method alone. */
export async function playOneMethod(cell: Cell): Promise<Word> {
  const page = await createAt(cell.chain, cell.reference, { methods: [cell.method] });
  await pressButton(page);
  const begun = (await nearOf(cell)).payments.at(-1);
  if (begun?.status !== 'pending') return 'no';
  await goOn(page);
  for (const method of METHODS) {
    if (method === cell.method) continue;
    if (await payThere({ ...cell, method }, begun.id.token)) return 'not held';
  }
  return yes(await payThere(cell, begun.id.token));
}

/** Paid, and the shop is told the method. */
export async function playPayment(cell: Cell): Promise<Word> {
  const payment = await paid(cell, 'automatic');
  if (payment === null || (await nearOf(cell)).order.status !== 'paid') return 'no';
  return payment.instrument?.method === cell.method ? 'yes' : 'not told';
}

export async function playCapture(cell: Cell): Promise<Word> {
  return capture(cell, null);
}

export async function playPartialCapture(cell: Cell): Promise<Word> {
  return capture(cell, PART);
}

async function capture(cell: Cell, minor: number | null): Promise<Word> {
  const payment = await paid(cell, 'manual');
  if (payment === null) return 'no';
  const part =
    minor === null ? DEMANDED : { ...DEMANDED, amount: { minor }, partial: true as const };
  const { engine } = cell.chain.near.app.parts;
  const command = { kind: 'capturePayment', target: targetOf(payment), ...part } as const;
  if (isFailure(await engine.execute(await cell.chain.account(), command))) return 'no';
  const wanted = minor ?? payment.amountMinor;
  const isDone = async () =>
    (await ownOf(cell)).capturedMinor === wanted &&
    (await thereOf(cell, payment)).payments.at(-1)?.capturedMinor === wanted;
  return yes(await wait(cell, isDone));
}

export async function playRelease(cell: Cell): Promise<Word> {
  const payment = await paid(cell, 'manual');
  if (payment === null) return 'no';
  const { engine } = cell.chain.near.app.parts;
  const command = { kind: 'voidPayment', target: targetOf(payment) } as const;
  await engine.execute(await cell.chain.account(), command);
  const isDone = async () =>
    (await ownOf(cell)).status === 'voided' &&
    (await thereOf(cell, payment)).payments.at(-1)?.status === 'voided';
  return yes(await wait(cell, isDone));
}

export async function playRefund(cell: Cell): Promise<Word> {
  return giveBack(cell, 50_050);
}

export async function playPartialRefund(cell: Cell): Promise<Word> {
  return giveBack(cell, PART);
}

/** Of a part in the gateway's dashboard, and of the rest where the part is not seen. */
export async function playRefundThere(cell: Cell): Promise<Word> {
  const payment = await paid(cell, 'automatic');
  if (payment === null) return 'no';
  const giveThere = async (amount: number): Promise<boolean> => {
    const body = { order: payment.id.token, event: 'refund_elsewhere', amount };
    await cell.chain.gateway.ask('POST', '/sandbox/play', { body });
    const given = await backThere(cell, payment);
    await look(cell, payment);
    return wait(cell, async () => (await ownOf(cell)).refundedMinor === given);
  };
  if (await giveThere(PART)) return 'yes';
  return (await giveThere(payment.amountMinor - PART)) ? 'whole alone' : 'no';
}

/** An order that nobody has paid is cancelled: whether it can still be paid there. */
export async function playWithdrawal(cell: Cell): Promise<Word> {
  const { payment } = await beginAt(cell.chain, cell.reference);
  const order = [{ by: 'reference', reference: cell.reference } as const];
  const { engine } = cell.chain.near.app.parts;
  await engine.execute(await cell.chain.account(), { kind: 'cancelOrder', order });
  await look(cell, payment);
  return yes(!(await payThere(cell, payment.id.token)));
}

/** Declined there, given up here, and taken there after all; the order is open. */
export async function playLateSuccess(cell: Cell): Promise<Word> {
  const { page, payment } = await beginAt(cell.chain, cell.reference);
  if (!(await payThere(cell, payment.id.token, 'failure'))) return 'no';
  await ask(`${page}/cancel`, { method: 'POST', body: '' });
  assert.equal((await ownOf(cell)).status, 'failed');
  const body = { order: payment.id.token, event: 'late_success', surplus: 'kept' };
  await cell.chain.gateway.ask('POST', '/sandbox/play', { body });
  const isSeen = async () => {
    const { order } = await nearOf(cell);
    return order.status === 'paid' || (await backThere(cell, payment)) === payment.amountMinor;
  };
  await look(cell, payment);
  if (!(await wait(cell, isSeen))) return 'no';
  return (await nearOf(cell)).order.status === 'paid' ? 'pays it' : 'goes back';
}
