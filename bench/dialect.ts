// Every dialect: creates, fetches and refunds with everything on.
import { ask } from '../test/support/server.ts';
import { closedLoop, type Reading, type Shot } from './load.ts';
import { openUs } from './side.ts';
import { KEY, type Paid, SECRET, type DialectDriver } from './dialect-driver.ts';

export type Row = {
  readonly dialect: string;
  readonly create: readonly number[];
  readonly fetch: readonly number[];
  readonly refund: readonly number[];
};

const CONNECTIONS = 64;
const PAID_ORDERS = 300;
/** Of one rupee each, of an order of five hundred. */
const REFUNDS_PER_ORDER = 4;

/** On SQLite, or on the PostgreSQL `database` at an address. */
export async function measureDialects(
  plan: { readonly seconds: number; readonly rounds: number },
  database: string | null,
): Promise<readonly Row[]> {
  const server = await openUs(database);
  const rows = Object.keys(server.drivers).map((dialect) => ({
    dialect,
    create: [] as number[],
    fetch: [] as number[],
    refund: [] as number[],
  }));
  try {
    for (let round = 1; round <= plan.rounds; round += 1) {
      for (const row of rows) {
        const driver = server.drivers[row.dialect];
        if (driver === undefined) continue;
        const rates = await measureOne(server.place.port, row.dialect, driver, round, plan.seconds);
        row.create.push(rates.create);
        row.fetch.push(rates.fetch);
        row.refund.push(rates.refund);
      }
    }
  } finally {
    await server.close();
  }
  return rows;
}

async function measureOne(
  port: number,
  dialect: string,
  driver: DialectDriver,
  round: number,
  seconds: number,
) {
  const made: { reference: string; created: Record<string, unknown> }[] = [];
  let count = 0;
  const references: string[] = [];
  const create = (): Shot => {
    count += 1;
    const reference = `${dialect}-${round}-${count}`;
    references.push(reference);
    return driver.create(reference);
  };
  const creating = await run(port, seconds, create);
  // One at a time, so that each answer is known by its reference.
  const some = references.slice(0, PAID_ORDERS);
  for (const [index, reference] of some.entries()) {
    const name = `${reference}-known-${index}`;
    let sent: Shot | null = driver.create(name);
    const take = (): Shot | null => {
      const shot = sent;
      sent = null;
      return shot;
    };
    await closedLoop(port, 1, 60, take, ({ body }) => {
      made.push({ reference: name, created: JSON.parse(body) as Record<string, unknown> });
    });
  }
  let next = 0;
  const fetching = await run(port, seconds, () => {
    next += 1;
    const one = made[next % made.length];
    return one === undefined ? null : driver.fetch(one.reference, one.created);
  });
  const paid = await Promise.all(made.map((one) => pay(port, one)));
  const refunds = paid.flatMap((one, index) =>
    Array.from({ length: REFUNDS_PER_ORDER }, (_, part) =>
      driver.refund(one, `rf-${round}-${dialect.slice(0, 4)}-${index}-${part}`),
    ),
  );
  const refunding = await run(port, 60, () => refunds.pop() ?? null);
  return {
    create: creating.perSecond,
    fetch: fetching.perSecond,
    refund: refunding.perSecond,
  };
}

async function run(port: number, seconds: number, next: () => Shot | null): Promise<Reading> {
  const reading = await closedLoop(port, CONNECTIONS, seconds, next);
  if (reading.firstWrong !== null) throw new Error(reading.firstWrong);
  return reading;
}

async function pay(
  port: number,
  { reference, created }: Pick<Paid, 'reference' | 'created'>,
): Promise<Paid> {
  const authorization = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`;
  const answered = await ask(`http://127.0.0.1:${port}/sandbox/pay`, {
    headers: { authorization },
    body: { order: reference, method: 'upi' },
  });
  const { id, number } = answered.json as { id: string; number: string };
  if (answered.status !== 200) throw new Error(answered.text);
  return { reference, created, payment: id, paymentNumber: number };
}
