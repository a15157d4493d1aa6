// Brings orders of a running server's account to the state that a sample asks for.
import type { Account } from '../../src/core/account.ts';
import type { Choice } from '../../src/core/command.ts';
import type { Outcome } from '../../src/core/decision.ts';
import type { Instrument, Payment } from '../../src/core/payment.ts';
import { orderCommand } from './call.ts';
import { createEngine } from '../../src/engine/orders/engine.ts';
import type { OrderState } from '../../src/gateways/fixture.ts';
import type { Store } from '../../src/store/store.ts';
import { expectOutcome } from './engine.ts';
import type { TestServer } from './server.ts';

const CARD = {
  method: 'card',
  network: 'visa',
  kind: 'credit',
  last4: '1111',
  holder: 'Asha Rao',
} as const;
const QUARTER_MS = 15 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What the customer's bank said, where a payment was begun at all. */
const CHOICE: Readonly<Record<OrderState, Choice | null>> = {
  created: null,
  link: null,
  failed: 'failure',
  waiting: 'pending',
  authorized: 'authorize',
  captured: 'success',
  refunding: 'success',
  refunded: 'success',
};

export type OrderPlan = {
  readonly dialect: string;
  readonly reference: string;
  readonly shop: string;
  readonly state: OrderState;
  /** What the customer pays with; absent: a card. */
  readonly instrument?: Instrument;
};

/** The parts of a running server, or of an engine without one. */
export type OrderParts = Pick<TestServer['app']['parts'], 'engine' | 'instructions' | 'store'> &
  Pick<TestServer['app']['parts'], 'ids' | 'simulators' | 'now'>;

export async function makeOrder(
  parts: OrderParts,
  account: Account,
  { dialect, reference, shop, state, instrument = CARD }: OrderPlan,
): Promise<Outcome> {
  const { engine, instructions } = parts;
  const returns = { success: shop, failure: shop, cancel: shop, notify: null };
  const capture = state === 'authorized' ? 'manual' : 'automatic';
  const link = state === 'link' ? { link: { reference } } : {};
  const create = orderCommand({ dialect, reference, returns, capture, ...link });
  const created = expectOutcome(await engine.execute(account, create));
  const choice = CHOICE[state];
  if (choice === null) return created;
  const paid = await pay(parts, account, created, { choice, instrument });
  if (state !== 'refunding' && state !== 'refunded') return paid;
  const refunding = await refund(parts, account, paid, `${reference}R`);
  if (state === 'refunding') return refunding;
  await instructions.settle(account);
  const found = await engine.find(account, {
    kind: 'findRefund',
    order: null,
    refund: [{ by: 'reference', reference: `${reference}R` }],
  });
  return { ...expectOutcome(found), payment: paid.payment };
}

async function pay(
  parts: OrderParts,
  account: Account,
  { aggregate: { order } }: Outcome,
  { choice, instrument }: { readonly choice: Choice; readonly instrument: Instrument },
): Promise<Outcome & { readonly payment: Payment }> {
  const { engine, instructions, simulators } = parts;
  const processor = simulators.get(account.processor);
  const locator = [{ by: 'token', token: order.id.token } as const];
  const start = { kind: 'startPayment', order: locator, instrument } as const;
  const { payment } = expectOutcome(await engine.execute(account, start));
  if (payment === null || processor === undefined) throw new Error('no payment was started');
  const report = processor.choose(payment, choice, order.capture);
  const againMs = choice === 'pending' ? QUARTER_MS : null;
  const outcome = expectOutcome(await instructions.report(account, payment, report, againMs));
  return { ...outcome, payment: outcome.payment ?? payment };
}

/** A refund of ₹100 that no processor hears of before tomorrow, unless it is settled. */
async function refund(
  parts: OrderParts,
  account: Account,
  { payment }: Outcome,
  reference: string,
): Promise<Outcome> {
  if (payment === null) throw new Error('no payment to refund');
  const engine = createEngine(lateRefunds(parts.store), parts.ids, parts.now, {
    announce: () => undefined,
    perform: async () => null,
    readInstrument: () => [],
    writeWebhooks: async () => [],
    wakeDelivery: () => undefined,
    orderOfPage: () => null,
    warn: () => undefined,
    awaits: () => false,
    choose: () => {
      throw new Error('nobody chooses here');
    },
  });
  const { token } = payment.id;
  const rest = { note: null, notes: {}, wire: {} };
  const target = { payment: [{ by: 'token', token } as const] };
  const command = {
    kind: 'createRefund',
    dialect: 'test',
    target,
    reference,
    amount: { minor: 10_000 },
  } as const;
  return { ...expectOutcome(await engine.execute(account, { ...command, ...rest })), payment };
}

function lateRefunds(store: Store): Store {
  return {
    ...store,
    save: (commit) => {
      const { instruction } = commit;
      const later =
        instruction === null ? null : { ...instruction, dueAt: instruction.dueAt + DAY_MS };
      return store.save({ ...commit, instruction: later });
    },
  };
}
