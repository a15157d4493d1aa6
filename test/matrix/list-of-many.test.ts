// Lists of an account that has 20 000 orders: right by state, to the last page, and nobody else
// waits for them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OrderStatus } from '../../src/core/order.ts';
import type { Commit } from '../../src/store/store.ts';
import { changesOf, commitOf } from '../conformance/store.ts';
import { buildOrder, buildPayment } from '../support/call.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

const ORDERS = 20_000;
// The oldest: whoever looks for them passes all the others.
const OPEN = 30;
const APART_MS = 100;

let server: TestServer;
/** Newest first. */
const references: Record<'open' | 'paid', string[]> = { open: [], paid: [] };

before(async () => {
  server = await startServer();
  const { store, accounts, ids, now } = server.app.parts;
  const { account } = (await accounts.find('test_123')) ?? assert.fail();
  const start = now() - 3_600_000;
  const commits = Array.from({ length: ORDERS }, (_, index): Commit => {
    const createdAt = start + APART_MS * index;
    const status: OrderStatus = index < OPEN ? 'created' : 'paid';
    const reference = `many-${index}`;
    references[status === 'paid' ? 'paid' : 'open'].unshift(reference);
    const id = ids.next(createdAt);
    const built = buildOrder({ id, reference, status, createdAt, dialect: 'razorpay' });
    if (status === 'created')
      return commitOf({ account: account.id, changes: changesOf({ order: built }) });
    const order = { ...built, attempts: 1, amountPaidMinor: built.amountMinor };
    const payment = buildPayment({ id: ids.next(createdAt), orderKey: id.key, createdAt });
    return commitOf({ account: account.id, changes: changesOf({ order, payment }) });
  });
  for (let from = 0; from < ORDERS; from += 500) {
    const said = await Promise.all(commits.slice(from, from + 500).map((each) => store.save(each)));
    assert.ok(said.every((each) => each === 'saved'));
  }
});
after(() => server.stop());

async function list(query: string) {
  const answer = await ask(`${server.url}/v1/orders?${query}`, {
    headers: { authorization: BASIC },
  });
  assert.equal(answer.status, 200, answer.text);
  const { items } = answer.json as { readonly items: readonly { readonly receipt: string }[] };
  return items.map(({ receipt }) => receipt);
}

test('orders by state, from the first to the last page', async () => {
  const { open, paid } = references;
  assert.deepEqual(await list('authorized=0&count=100'), open);
  assert.deepEqual(await list('authorized=0&count=10&skip=25'), open.slice(25));
  assert.deepEqual(await list('authorized=0&skip=30'), []);
  assert.deepEqual(await list('authorized=1&count=100'), paid.slice(0, 100));
  assert.deepEqual(await list('authorized=1&count=10&skip=19960'), paid.slice(19_960));
  assert.deepEqual(
    await list('count=20&skip=19960'),
    [...paid.slice(19_960), ...open.slice(0, 20)].slice(0, 20),
  );
  assert.deepEqual(await list('skip=20000'), []);
  assert.deepEqual(await list(`authorized=0&receipt=${open[3]}`), [open[3]]);
});

test('who skips more than can be walked is told so', async () => {
  const path = `${server.url}/v1/orders?authorized=0&skip=100001`;
  const answer = await ask(path, { headers: { authorization: BASIC } });
  assert.equal(answer.status, 400);
  assert.match(answer.text, /"description":"The skip may not be greater than 100000\."/);
});

test('a long search lets others through, and does not take long', async () => {
  const done: string[] = [];
  const begun = performance.now();
  const searches = Array.from({ length: 4 }, async () => {
    assert.deepEqual(await list('authorized=0&count=100'), references.open);
    done.push('list');
  });
  const health = async () => {
    assert.equal((await ask(`${server.url}/healthz`, {})).status, 200);
    done.push('health');
  };
  await Promise.all([...searches, health(), health()]);
  assert.deepEqual(done.slice(0, 2), ['health', 'health']);
  // Half a second for one in the first version, on a machine that did nothing else.
  assert.ok(performance.now() - begun < 3000);
});
