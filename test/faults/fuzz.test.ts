// Every row of every dialect over real HTTP with mutated requests: never a 5xx, no bug in the log.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../src/core/failure.ts';
import type { Dialect, Family, Operation } from '../../src/gateways/dialect.ts';
import { listDialects } from '../../src/gateways/gateway.ts';
import * as registry from '../../src/gateways/registry.ts';
import { proverOf, SAMPLES, type Values } from '../conformance/sample.ts';
import { ask, BASIC, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

const RUNS = 40;
const WHO = { key: KEY, secret: SECRET };

let server: TestServer;
let names: readonly string[];
before(async () => {
  server = await startServer();
  names = await furnish();
});
after(() => server.stop());

/** Orders unpaid, paid, refunded, failed and authorized, and every name that they go by. */
async function furnish(): Promise<readonly string[]> {
  const found: string[] = [];
  const post = (path: string, body: object) =>
    ask(server.url + path, { headers: { authorization: BASIC }, body });
  for (const outcome of ['none', 'success', 'failure', 'authorize', 'pending', 'refund']) {
    const receipt = `fuzz-${outcome}`;
    const body = { amount: 50_000, currency: 'INR', receipt };
    await post('/api/v2/order/via/rzp/create', body);
    if (outcome !== 'none') {
      const wish = outcome === 'refund' ? 'success' : outcome;
      await post('/sandbox/pay', { order: receipt, method: 'upi', outcome: wish });
    }
    const { accounts, engine } = server.app.parts;
    const account = (await accounts.find(KEY))?.account ?? assert.fail();
    const order = [{ by: 'reference', reference: receipt } as const];
    if (outcome === 'refund') {
      const rest = { reference: 'fuzz-rf', note: null, notes: {}, wire: {} };
      const amount = { minor: 100 };
      await engine.execute(account, { kind: 'createRefund', target: { order }, amount, ...rest });
    }
    const seen = await engine.find(account, { kind: 'findOrder', order });
    if (isFailure(seen)) continue;
    const { aggregate } = seen;
    found.push(receipt, `order_${aggregate.order.id.token}`, String(aggregate.order.id.number));
    for (const { id } of aggregate.payments) found.push(`pay_${id.token}`, String(id.number));
    for (const { id } of aggregate.refunds) {
      found.push(`rfnd_${id.token}`, `rf_${id.token}`, String(id.number), 'fuzz-rf');
    }
  }
  return found;
}

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1e3',
    '999999999999999999999',
    '١٢',
    '\u0000',
    '{order_id}',
    "' OR 1=1",
  ),
  fc.constantFrom<unknown>(0, -1, 0.1, 1e21, null, true, [], {}, [{}], { a: { b: {} } }),
  // An object that cannot be made a text.
  fc.constant({ toString: 1, valueOf: 1 }),
  fc.string({ maxLength: 300 }),
);

type Wish = {
  readonly base: number;
  readonly sample: number;
  readonly changes: readonly (readonly [number, unknown])[];
  readonly extra: Values;
  readonly name: number;
  readonly wild: string | null;
};
const wishes: fc.Arbitrary<Wish> = fc.record({
  base: fc.nat(),
  sample: fc.nat(),
  changes: fc.array(fc.tuple(fc.nat(), hostile), { maxLength: 3 }),
  extra: fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), hostile, { maxKeys: 2 }),
  name: fc.nat(),
  wild: fc.option(fc.string({ minLength: 1, maxLength: 40 }), { freq: 4 }),
});

/** A sample body with some fields changed and its names replaced by ones that are there. */
function bodyOf(dialect: Dialect, wish: Wish): Values {
  const samples = SAMPLES[dialect.name] ?? [{}];
  const sample = samples[wish.sample % samples.length] ?? {};
  const body: Record<string, unknown> = { ...sample, ...wish.extra };
  const keys = Object.keys(body);
  for (const [at, value] of wish.changes) {
    const key = keys[at % Math.max(keys.length, 1)];
    if (key !== undefined) body[key] = at % 2 === 0 ? value : names[at % names.length];
  }
  return body;
}

async function send(dialect: Dialect, family: Family, row: Operation, wish: Wish) {
  const base = family.bases[wish.base % family.bases.length] ?? '';
  const version = family.name.replace(/^native-/, '');
  const body = bodyOf(dialect, wish);
  const proof = proverOf(dialect, family)?.prove(body, WHO) ?? { headers: {}, body };
  const name = wish.wild ?? names[wish.name % names.length] ?? '';
  const path = row.path.replace(/:\w+/g, () => encodeURIComponent(name).replaceAll('.', '%2E'));
  const reads = row.method === 'GET';
  return ask(server.url + base + path, {
    method: row.method,
    headers: { ...(/^\d{4}-/.test(version) ? { 'x-api-version': version } : {}), ...proof.headers },
    ...(reads ? {} : { body: proof.body }),
  });
}

for (const dialect of listDialects(registry)) {
  for (const family of dialect.families.filter(({ operations }) => operations.length > 0)) {
    test(`${dialect.name}, ${family.name}: mutated requests are answered`, async () => {
      const rows = fc.constantFrom(...family.operations);
      const property = fc.asyncProperty(rows, wishes, async (row, wish) => {
        const { status, text } = await send(dialect, family, row, wish);
        assert.ok(status < 500, `${row.method} ${row.path}: ${status} ${text.slice(0, 300)}`);
        assert.doesNotMatch(text, new RegExp(`${SECRET}|node:internal|/src/[a-z]+/`));
      });
      await fc.assert(property, { numRuns: RUNS });
      const bugs = server.logged.filter((line) => line.includes('bug'));
      assert.deepEqual(bugs, []);
    });
  }
}
