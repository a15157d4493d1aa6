// Begins a payment where the account's routes lead. One that its processor never took is given up,
// and begun elsewhere under another name: no customer has seen it.
import type { Account } from '../../core/account.ts';
import type { Payer } from '../../core/command.ts';
import { isFailure } from '../../core/failure.ts';
import type { Aggregate } from '../../core/order.ts';
import type { Method, Payment } from '../../core/payment.ts';
import { isUnbegun, type Payable } from '../../core/route.ts';
import type { Engine } from '../orders/engine.ts';
import { START_MS } from './carried.ts';
import type { Instructions } from './instruct.ts';
import type { Router } from './router.ts';

export type Beginners = {
  readonly engine: Engine;
  readonly instructions: Pick<Instructions, 'charge'>;
  readonly router: Pick<Router, 'choose'>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

export type Beginning = {
  readonly aggregate: Aggregate;
  /** As the customer's session sees it. */
  readonly order: Payable;
  /** What the customer chose on our page; null: nothing. */
  readonly method: Method | null;
  readonly payer: Payer;
};

/** More connections than this are not asked for one press of a button. */
const ASKED_MAX = 4;

/** The payment as it stands once a processor was told; null: none could be begun. */
export async function beginPayment(
  { engine, instructions, router, now }: Beginners,
  account: Account,
  beginning: Beginning,
): Promise<Payment | null> {
  const { order: seen, method, payer } = beginning;
  const { token } = beginning.aggregate.order.id;
  const order = [{ by: 'token', token } as const];
  const tried = new Set<number>();
  const until = now() + START_MS;
  let { aggregate } = beginning;
  let last: Payment | null = null;
  const customer = { ...aggregate.order.customer, ...payer.customer };
  while (tried.size < ASKED_MAX) {
    const asked = { aggregate, order: seen, method, customer, tried };
    const choice = await router.choose(account, asked);
    if (choice === null) return last;
    const { carrier, methods, reason, goesOn } = choice;
    const held = methods === null ? payer : { ...payer, methods };
    const mayGoOn = goesOn && tried.size + 1 < ASKED_MAX;
    const started = await engine.execute(account, {
      ...{ kind: 'startPayment', order, instrument: null, payer: held },
      ...(reason === null ? {} : { routed: { carrier, reason, goesOn: mayGoOn } }),
    });
    if (isFailure(started) || started.payment === null) return last;
    // One that says nothing leaves the next one as long as it took.
    const leftMs = Math.max(1, until - now());
    const withinMs = mayGoOn ? Math.ceil(leftMs / 2) : leftMs;
    const charged = await instructions.charge(account, started.payment, { withinMs });
    last = isFailure(charged) ? started.payment : (charged.payment ?? started.payment);
    if (!mayGoOn || carrier.connection === null || !isUnbegun(last)) return last;
    tried.add(carrier.connection);
    aggregate = isFailure(charged) ? started.aggregate : charged.aggregate;
  }
  return last;
}
