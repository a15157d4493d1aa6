// kill -9 while a processor is asked: the key was saved with its instruction, so a retry after the
// restart waits for what that came to, and money is moved once.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { makeDatabase, withoutPostgres } from '../support/postgres.ts';
import { type Answered, ask, BASIC, spawnServer } from '../support/server.ts';

const MAIN = path.resolve(import.meta.dirname, '../support/slow-server.ts');
const SLOW_MS = 200;
const ORDERS = 45;
const SPREAD_MS = 600;
const KILLED_AFTER = 5;
const KINDS = ['capture', 'void', 'charge'] as const;

type Json = Readonly<Record<string, unknown>>;
type Kind = (typeof KINDS)[number];
type Case = { readonly kind: Kind; readonly order: string; readonly payment: string };

const authorization = BASIC;

async function post(url: string, tail: string, body: object, key?: string): Promise<Answered> {
  const headers = { authorization, ...(key === undefined ? {} : { 'x-idempotency-key': key }) };
  return ask(url + tail, { headers, body });
}

/** An order whose payment is authorized, or that nobody has paid yet. */
async function prepare(url: string, kind: Kind): Promise<Case> {
  const body = { amount: 50000, currency: 'INR', payment_capture: kind === 'charge' ? 1 : 0 };
  const order = String(((await post(url, '/v1/orders', body)).json as Json)['id']);
  if (kind === 'charge') return { kind, order, payment: '' };
  const paid = (await post(url, '/sandbox/pay', { order, method: 'upi' })).json as Json;
  assert.equal(paid['status'], 'authorized');
  return { kind, order, payment: String(paid['id']) };
}

function send(url: string, { kind, order, payment }: Case): Promise<Answered> {
  const key = `key ${order}`;
  if (kind === 'capture') {
    const body = { amount: 50000, currency: 'INR' };
    return post(url, `/v1/payments/${payment}/capture`, body, key);
  }
  if (kind === 'void') return post(url, '/api/v2/order/cancel', { id: order }, key);
  const body = { order_id: order, method: 'upi', code: 'collect', vpa: 'success@upi' };
  return post(url, '/api/v2/order/process', body, key);
}

async function paymentsOf(url: string, { order }: Case): Promise<readonly Json[]> {
  const { json } = await ask(`${url}/v1/orders/${order}/payments`, { headers: { authorization } });
  return (json as Json)['items'] as Json[];
}

const DONE = { capture: 'captured', void: 'refunded', charge: 'captured' } as const;
const UNDONE = { capture: 'authorized', void: 'authorized', charge: 'failed' } as const;

async function interrupt(place: Readonly<Record<string, string>>, note: (text: string) => void) {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-interrupted-'));
  const ledger = path.join(folder, 'ledger');
  writeFileSync(ledger, '');
  const slow = { SLOW_MS: String(SLOW_MS), SLOW_LEDGER: ledger };
  const settings = { DATA_DIR: folder, ...place, ...slow };
  try {
    const first = await spawnServer(settings, MAIN);
    const kinds = Array.from({ length: ORDERS }, (_, index) => KINDS[index % 3] ?? 'capture');
    const cases = await Promise.all(kinds.map((kind) => prepare(first.summary.url, kind)));
    const answered = new Map<Case, Answered>();
    const sent = cases.map(async (each, index) => {
      await new Promise((resolve) => setTimeout(resolve, (index * SPREAD_MS) / ORDERS));
      const answer = await send(first.summary.url, each).catch(() => null);
      if (answer !== null) answered.set(each, answer);
    });
    // Not after a time: how far a loaded machine is by then is another thing each time.
    while (answered.size < KILLED_AFTER) await new Promise((resolve) => setTimeout(resolve, 10));
    const before = readFileSync(ledger, 'utf8');
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    await Promise.all(sent);
    assert.ok(answered.size > 0 && answered.size < ORDERS, `${answered.size} were answered`);

    const { summary, child } = await spawnServer(settings, MAIN);
    const startedAt = performance.now();
    try {
      const again = await Promise.all(cases.map((each) => send(summary.url, each)));
      const tookMs = Math.round(performance.now() - startedAt);
      const lines = readFileSync(ledger, 'utf8').split('\n');
      assert.equal(new Set(lines).size, lines.length, 'something was done twice');
      let interrupted = 0;
      for (const [index, each] of cases.entries()) {
        const answer = again[index];
        const told = answered.get(each);
        assert.equal(answer?.status, 200, `${each.kind} ${each.order}: ${answer?.text}`);
        if (told !== undefined) assert.equal(answer.text, told.text, 'another answer than before');
        const payments = await paymentsOf(summary.url, each);
        assert.equal(payments.length, 1, `${each.kind} ${each.order}`);
        const token = String(payments[0]?.['id']).replace('pay_', '');
        const isDone = lines.includes(`${each.kind} ${token}`);
        const status = (isDone ? DONE : UNDONE)[each.kind];
        assert.equal(payments[0]?.['status'], status, `${each.kind} ${each.order}`);
        if (each.kind === 'capture') assert.equal((answer.json as Json)['status'], status);
        if (told === undefined && before.includes(token)) interrupted += 1;
        const third = await send(summary.url, each);
        assert.equal(third.headers.get('x-idempotency-replayed'), 'true');
        if (each.kind === 'capture') assert.equal(third.text, answer.text);
      }
      assert.ok(tookMs < 10_000, `the interrupted were answered only after ${tookMs} ms`);
      const counts = `${answered.size} answered before, ${interrupted} done but not answered`;
      note(`${counts}, all ${ORDERS} retried in ${tookMs} ms`);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('captures, voids and API payments that kill -9 interrupted', async (context) => {
  await interrupt({}, (text) => context.diagnostic(text));
});

test('the same on PostgreSQL', { skip: withoutPostgres }, async (context) => {
  const { url, remove } = await makeDatabase();
  context.after(remove);
  await interrupt({ DATABASE_URL: url }, (text) => context.diagnostic(text));
});
