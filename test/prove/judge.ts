// Compares the databases of the two servers once everything is settled: what the second took and
// gave back is what happened, what the first keeps is what its shops were told.
import type { Aggregate } from '../../src/core/order.ts';
import type { Payment } from '../../src/core/payment.ts';
import type { Refund } from '../../src/core/refund.ts';
import { databaseIn } from '../../src/store/database-file.ts';
import { DatabaseSync } from 'node:sqlite';
import type { TestServer } from '../support/server.ts';
import type { Books } from './books.ts';
import { BY_DASHBOARD, farAccount, findThere, TELLS_WHOLE } from './far.ts';
import type { Lane } from './world.ts';

export type Verdict = {
  readonly violations: readonly string[];
  readonly orders: number;
  /** Captured at the second server, in payments and paise; and what went back of it. */
  readonly taken: number;
  readonly takenMinor: number;
  readonly refunds: number;
  readonly refundedMinor: number;
  readonly surplus: number;
  /** What the first server still asks about, by kind. */
  readonly underWay: readonly string[];
};

export async function judge(
  books: Books,
  far: TestServer,
  lanes: readonly Lane[],
): Promise<Verdict> {
  const sum = { orders: 0, taken: 0, takenMinor: 0, refunds: 0, refundedMinor: 0, surplus: 0 };
  const violations: string[] = [];
  const underWay: string[] = [];
  for (const lane of lanes) {
    const known = await loadOrders(books, lane.nearId);
    const names = new Set(known.flatMap(({ payments }) => payments.map(({ id }) => id.token)));
    violations.push(...(await findForgotten(far, lane, names)));
    for (const near of known) {
      const there = await loadThere(far, lane, near);
      const wrongs = compare(near, there, lane.processor !== TELLS_WHOLE);
      const about = `${lane.processor} ${near.order.reference}`;
      violations.push(...wrongs.map((wrong) => `${about}: ${wrong}\n${show(near, there)}`));
      underWay.push(...listOpen(near));
      sum.orders += 1;
      sum.taken += there.payments.filter(isTaken).length;
      sum.takenMinor += takenMinor(there.payments);
      sum.refunds += there.refunds.filter(isGiven).length;
      sum.refundedMinor += givenMinor(there.refunds);
      sum.surplus += near.payments.filter(({ surplus }) => surplus === true).length;
    }
  }
  return { ...sum, violations, underWay };
}

export async function loadOrders(books: Books, account: number): Promise<readonly Aggregate[]> {
  const keys = await books.listOrders(account);
  const store = await books.openStore();
  try {
    const loaded = keys.map((key) => store.loadOrder(account, key));
    return (await Promise.all(loaded)).filter((each) => each !== null);
  } finally {
    await store.close();
  }
}

type There = Pick<Aggregate, 'payments' | 'refunds'>;

async function loadThere(far: TestServer, lane: Lane, near: Aggregate): Promise<There> {
  const names = near.payments.map(({ id }) => id.token);
  const loaded = await Promise.all(names.map((name) => findThere(far, lane, name)));
  const found = loaded.filter((each) => each !== null);
  return {
    payments: found.flatMap(({ payments }) => payments),
    refunds: found.flatMap(({ refunds }) => refunds),
  };
}

/** Orders of the second server that the first has no name for, and that took money. */
async function findForgotten(
  far: TestServer,
  lane: Lane,
  names: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { id } = await farAccount(far, lane);
  const database = new DatabaseSync(databaseIn(far.app.summary.dataDir), { readOnly: true });
  const rows = database.prepare('SELECT id FROM orders WHERE account = ?').all(id);
  database.close();
  const { store } = far.app.parts;
  const loaded = await Promise.all(rows.map((row) => store.loadOrder(id, Number(row['id']))));
  return loaded.flatMap((each) => {
    const name = each?.order.reference ?? '';
    const isForgotten = each?.payments.some(isTaken) === true && !names.has(name);
    return isForgotten ? [`${lane.processor} ${name}: taken and known to nobody`] : [];
  });
}

function isTaken({ status }: Payment): boolean {
  return status === 'captured';
}

function isGiven({ status }: Refund): boolean {
  return status === 'processed' || status === 'pending';
}

/** By a shop, or for a surplus; what was only found at the processor has no dialect and no note. */
function wasAsked({ dialect, note }: Refund): boolean {
  return dialect !== '' || note !== null;
}

function takenMinor(payments: readonly Payment[]): number {
  return payments.reduce((sum, { capturedMinor }) => sum + capturedMinor, 0);
}

function givenMinor(refunds: readonly Refund[]): number {
  return refunds.filter(isGiven).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** The rules, each by its name. Refunds of which no amount is told are held to their sum alone. */
export function compare(
  { order, payments, refunds }: Aggregate,
  there: There,
  areAmountsTold = true,
): readonly string[] {
  const wrongs: string[] = [];
  const rule = (holds: boolean, name: string): void => {
    if (!holds) wrongs.push(name);
  };
  const own = payments.filter(({ surplus }) => surplus !== true);
  const surplus = payments.filter((each) => each.surplus === true);
  const taken = takenMinor(there.payments);
  const given = givenMinor(there.refunds);
  rule(takenMinor(payments) >= taken, 'taken and forgotten');
  rule(takenMinor(payments) <= taken, 'false paid: more than was taken');
  rule(own.filter(isTaken).length <= 1, 'double charge: two payments of one order');
  rule(
    surplus.every((each) => each.refundedMinor === each.capturedMinor),
    'double charge: a surplus was not given back',
  );
  const isPaid = order.status === 'paid';
  rule(!isPaid || takenMinor(own) === order.amountMinor, 'paid with another amount than its own');
  rule(!isPaid || taken >= order.amountMinor, 'false paid');
  rule(isPaid || takenMinor(own) === 0, 'taken for an order that is not paid');
  rule(givenMinor(refunds) >= given, 'double refund: more went back than is known');
  rule(givenMinor(refunds) <= given, 'a refund that never went back');
  // Sent twice, the second one would pass for one that was made there, and the sums agree.
  const sent = there.refunds.filter(({ note }) => note !== BY_DASHBOARD);
  rule(
    givenMinor(sent) <= givenMinor(refunds.filter(wasAsked)),
    'double refund: more was sent than was asked for',
  );
  rule(
    !areAmountsTold || sorted(refunds.filter(isGiven)) === sorted(there.refunds.filter(isGiven)),
    'refunds of other amounts',
  );
  const held = (list: readonly Payment[]) => list.filter(({ status }) => status === 'authorized');
  rule(held(there.payments).length <= held(payments).length, 'held and forgotten');
  return wrongs;
}

function sorted(refunds: readonly Refund[]): string {
  return refunds
    .map(({ amountMinor }) => amountMinor)
    .sort((one, other) => one - other)
    .join(', ');
}

function listOpen({ payments, refunds }: Aggregate): readonly string[] {
  return [
    ...payments
      .filter(({ status }) => status === 'created' || status === 'pending')
      .map(({ processor }) => `${processor}: payment`),
    ...payments.filter(({ requested }) => requested !== null).map((each) => `${each.requested}`),
    ...refunds.filter(({ status }) => status === 'pending').map(() => 'refund'),
  ];
}

function show(near: Aggregate, there: There): string {
  const lines = ({ payments, refunds }: There): readonly string[] => [
    ...payments.map((each) => {
      const { id, status, capturedMinor, refundedMinor, surplus, processorReference } = each;
      const marks = `${surplus === true ? ' surplus' : ''} ${each.processorStatus}`;
      const money = `${capturedMinor} -${refundedMinor}`;
      return `    ${id.token} (${id.key}) ${status} ${money} ${processorReference}${marks}`;
    }),
    ...refunds.map(
      ({ id, status, amountMinor, processorReference, note }) =>
        `    refund ${id.token} ${status} ${amountMinor} ${processorReference} ${note}`,
    ),
  ];
  const first = [`  first: order ${near.order.status}`, ...lines(near)];
  return [...first, '  second:', ...lines(there)].join('\n');
}
