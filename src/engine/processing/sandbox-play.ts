// Plays bad days of processors to a sandbox account's order: each is told by the commands that a
// real processor's word comes to, so that events, webhooks and lists tell of it as they would.
import type { Account } from '../../core/account.ts';
import type { BadDay, PlayBadDay } from '../../core/account-request.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import { type Aggregate, isOpen, takesMethod } from '../../core/order.ts';
import { isUndecided, type Payment, paysOrder, refundableMinor } from '../../core/payment.ts';
import type { Report, Simulator } from '../../gateways/simulator.ts';
import type { Store } from '../../store/store.ts';
import type { Engine } from '../orders/engine.ts';
import type { SentWebhooks } from '../webhooks/sent-webhook.ts';
import { giveSurplusBack } from './aftermath.ts';
import { instructionRow } from './instruction.ts';
import type { Instructions } from './instruct.ts';
import { inputOf } from './sandbox-instrument.ts';

export type Stage = {
  readonly store: Store;
  readonly engine: Engine;
  readonly instructions: Instructions;
  readonly webhooks: Pick<SentWebhooks, 'replayAll'>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** An order on the day that it has. */
type Scene = Stage & {
  readonly account: Account;
  readonly processor: Simulator;
  readonly aggregate: Aggregate;
  readonly request: PlayBadDay;
};

type Played = Promise<object | Failure>;

const DAYS: Readonly<Record<BadDay, (scene: Scene) => Played>> = Object.freeze({
  late_success: playLate,
  success_after_close: playAfterClose,
  second_success: playSecond,
  refund_elsewhere: playRefundElsewhere,
  refund_failed_late: playRefund,
  no_balance: playRefund,
  wrong_amount: playPending,
  pending_for_days: playPending,
  webhooks_twice: ({ webhooks, account, request: { order } }) => {
    const selection = { order, endpoint: null, state: null, since: null, until: null };
    return webhooks.replayAll(account, { kind: 'replayWebhooks', selection });
  },
});

/** The order as it is then. */
export async function playBadDay(
  stage: Stage,
  account: Account,
  processor: Simulator,
  request: PlayBadDay,
): Promise<Outcome | Failure> {
  const look = () => stage.engine.find(account, { kind: 'findOrder', order: request.order });
  const found = await look();
  if (isFailure(found)) return found;
  const { aggregate } = found;
  const played = await DAYS[request.event]({ ...stage, account, processor, aggregate, request });
  if (isFailure(played)) return played;
  if (request.givesBack) await giveSurplusBack(stage, account, aggregate);
  return look();
}

const byToken = ({ id }: { readonly id: { readonly token: string } }) =>
  [{ by: 'token', token: id.token }] as const;

/** A failed payment turns out to have been taken. */
async function playLate(scene: Scene): Played {
  const failed = await failedPayment(scene);
  return isFailure(failed) ? failed : report(scene, failed);
}

/** The same of an order that was closed after the failure, by its merchant if it is open. */
async function playAfterClose(scene: Scene): Played {
  const { engine, account, aggregate } = scene;
  if (aggregate.order.status === 'paid') return { failure: 'order_paid', existing: aggregate };
  const failed = await failedPayment(scene);
  if (isFailure(failed)) return failed;
  if (isOpen(aggregate.order)) {
    const order = byToken(aggregate.order);
    const closed = await engine.execute(account, { kind: 'cancelOrder', order });
    if (isFailure(closed)) return closed;
  }
  return report(scene, failed);
}

/** An order that is paid, or is paid now, is paid once more. */
async function playSecond(scene: Scene): Played {
  const { engine, account, aggregate } = scene;
  const first = aggregate.payments.find(isTaken) ?? (await takenPayment(scene));
  if (isFailure(first)) return first;
  const { order } = (await reload(scene)) ?? aggregate;
  const { report: second } = play(scene, { kind: 'charge', payment: first, order });
  if (second.kind !== 'reportPayment') throw new Error('a payment that is no payment');
  const { orderKey } = first;
  return engine.execute(account, { kind: 'adoptPayment', orderKey, report: second });
}

/** A refund that nobody asked us for. */
async function playRefundElsewhere(scene: Scene): Played {
  const { engine, account, aggregate, request } = scene;
  const captured = aggregate.payments.filter(({ status }) => status === 'captured');
  const payment = captured.find(paysOrder) ?? captured[0];
  if (payment === undefined) return { failure: 'order_unpaid', existing: aggregate };
  const amountMinor = request.amountMinor ?? refundableMinor(payment);
  if (amountMinor === 0) return { failure: 'payment_fully_refunded', existing: aggregate };
  const { currency, orderKey, id, processorReference, bankReference } = payment;
  const said = { state: 'processed', raw: 'refunded elsewhere' } as const;
  const reference = `${processorReference}-R${aggregate.order.refunds + 1}`;
  const money = { amountMinor, currency, bankReference };
  const about = { orderKey, paymentKey: id.key };
  return engine.execute(account, { kind: 'adoptRefund', ...about, ...said, ...money, reference });
}

/** Something becomes of the newest refund; what is processed stays so, whatever is said later. */
async function playRefund(scene: Scene): Played {
  const { engine, instructions, account, now, request } = scene;
  const newest = refundOf(scene.aggregate);
  if (newest === null) return { failure: 'refund_not_found', existing: scene.aggregate };
  // It is told before it is heard of again. Asked as well, it would be over before the day is had.
  const { refund: told } = newest;
  if (told.status === 'pending' && told.processorReference === null) {
    await instructions.perform({ ...instructionRow(account, newest, now()), isToldOnly: true });
  }
  const aggregate = (await reload(scene)) ?? scene.aggregate;
  const instruction = refundOf(aggregate) ?? newest;
  const { refund } = instruction;
  if (request.event === 'no_balance' && refund.status !== 'pending') {
    return { failure: 'refund_not_pending', existing: aggregate };
  }
  const { report: news, againMs } = play(scene, instruction);
  const againAt = againMs === null ? null : now() + againMs;
  const answered = { id: refund.id.key, kind: 'refund', againAt, isKeyed: true } as const;
  return engine.execute(account, news, refund.status === 'pending' ? { answered } : {});
}

function refundOf({ order, payments, refunds }: Aggregate) {
  const refund = refunds.at(-1);
  const payment = payments.find(({ id }) => id.key === refund?.paymentKey);
  if (refund === undefined || payment === undefined) return null;
  return { kind: 'refund', refund, payment, order } as const;
}

/** A payment that is under way goes on being so. */
async function playPending(scene: Scene): Played {
  const payment = await undecidedPayment(scene);
  return isFailure(payment) ? payment : report(scene, payment);
}

function play(
  { processor, engine, account, request }: Scene,
  instruction: Parameters<Simulator['playBadDay']>[1],
) {
  const { event, amountMinor } = request;
  return processor.playBadDay(event, instruction, { now: engine.nowOf(account), amountMinor });
}

async function report(scene: Scene, payment: Payment): Played {
  const order = ((await reload(scene)) ?? scene.aggregate).order;
  const { report: news, againMs } = play(scene, { kind: 'charge', payment, order });
  return tell(scene, payment, news, againMs);
}

async function tell(
  { instructions, account }: Scene,
  payment: Payment,
  news: Report,
  againMs: number | null,
): Played {
  if (news.kind !== 'reportPayment') throw new Error('a payment that is no payment');
  return instructions.report(account, payment, news, againMs);
}

function reload({ store, account, aggregate }: Scene): Promise<Aggregate | null> {
  return store.loadOrder(account.id, aggregate.order.id.key);
}

/** The newest that failed; where none did, one that fails now. */
async function failedPayment(scene: Scene): Promise<Payment | Failure> {
  const failed = scene.aggregate.payments.findLast(({ status }) => status === 'failed');
  return failed ?? decidedPayment(scene, 'failure');
}

async function takenPayment(scene: Scene): Promise<Payment | Failure> {
  return decidedPayment(scene, 'success');
}

function isTaken({ status, surplus }: Payment): boolean {
  return (status === 'captured' || status === 'authorized') && surplus !== true;
}

async function decidedPayment(
  scene: Scene,
  choice: 'success' | 'failure',
): Promise<Payment | Failure> {
  const { processor, aggregate } = scene;
  const payment = await undecidedPayment(scene);
  if (isFailure(payment)) return payment;
  const news = processor.choose(payment, choice, aggregate.order.capture);
  const told = await tell(scene, payment, news, null);
  if (isFailure(told)) return told;
  const known = (await reload(scene))?.payments.find(({ id }) => id.key === payment.id.key);
  return known ?? payment;
}

/** The one that is under way, or one that is begun now. */
async function undecidedPayment(scene: Scene): Promise<Payment | Failure> {
  const { engine, account, processor, aggregate } = scene;
  const { order, payments } = aggregate;
  const waiting = payments.find(isUndecided);
  if (waiting !== undefined) return waiting;
  const method = processor.menu.methods.find((each) => takesMethod(order, each)) ?? 'upi';
  const instrument = processor.readInstrument(
    inputOf(processor, method, null),
    engine.nowOf(account),
  );
  if (!('method' in instrument)) throw new Error('what is offered is refused');
  const begun = { kind: 'startPayment', order: byToken(order), instrument } as const;
  const started = await engine.execute(account, begun);
  if (isFailure(started)) return started;
  if (started.payment === null) throw new Error('a payment that was started');
  const news = processor.choose(started.payment, 'pending', order.capture);
  const told = await tell(scene, started.payment, news, PENDING_MS);
  return isFailure(told) ? told : started.payment;
}

/** How long a payment stays pending that this file begins, should the test die before its end. */
const PENDING_MS = 15 * 60 * 1000;
