// Every field of every fixture, left out or replaced, and every reply torn: what was not said is
// unknown, nothing is thrown, and nothing becomes paid or refunded by it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Then, WireReply } from '../../processor.ts';
import { attemptsIn, readAll, refundsIn, type Result, say } from './fixtures/read.ts';
import { type Fixture, FIXTURES } from './fixtures/replies.ts';

type Step = string | number;
const LEFT_OUT = Symbol('left out');
const GARBAGE: readonly unknown[] = [
  ...[LEFT_OUT, null, true, false, '', 'garbled', 'Captured', -1, 17.5, 1e21],
  ...[[], {}, ['captured'], { a: 1 }, '100'],
];

function pathsIn(value: unknown): readonly (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const steps: readonly Step[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return steps.flatMap((step) => {
    const below = (value as Record<Step, unknown>)[step];
    return [[step], ...pathsIn(below).map((path) => [step, ...path])];
  });
}

function replaceAt(value: unknown, [step, ...rest]: readonly Step[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) {
    const items = value.map((each, index) => (index === step ? replaceAt(each, rest, by) : each));
    return items.filter((each) => each !== LEFT_OUT);
  }
  const fields = value as Record<Step, unknown>;
  const below = replaceAt(fields[step], rest, by);
  const { [step]: _old, ...others } = fields;
  return below === LEFT_OUT ? others : { ...fields, [step]: below };
}

/** Words of which each must be read for a state to be known. */
const STATE_WORDS = new Set([
  ...['status', 'captured', 'refund_status', 'amount_refunded', 'order_id'],
]);

function holdAttempts(before: Result | Then, after: Result | Then, says: string): void {
  const known = new Map(attemptsIn(before).map((each) => [each.theirs, each]));
  for (const attempt of attemptsIn(after)) {
    const own = known.get(attempt.theirs);
    if (own === undefined) {
      assert.equal(attempt.state, 'unknown', `${says}: an attempt from nowhere`);
      continue;
    }
    assert.ok([own.state, 'unknown'].includes(attempt.state), `${says}: ${attempt.state}`);
    const amounts = [own.amountMinor, own.chargedMinor, null];
    assert.ok(amounts.includes(attempt.amountMinor), `${says}: ${attempt.amountMinor}`);
    assert.ok([own.currency, null].includes(attempt.currency), `${says}: ${attempt.currency}`);
  }
}

function holdRefunds(before: Result | Then, after: Result | Then, says: string): void {
  const known = new Map(refundsIn(before).map((each) => [each.theirs, each]));
  for (const refund of refundsIn(after)) {
    const own = known.get(refund.theirs);
    assert.ok(own, `${says}: a refund from nowhere`);
    assert.ok([own.state, 'unknown'].includes(refund.state), `${says}: ${refund.state}`);
    assert.ok([own.amountMinor, null].includes(refund.amountMinor), says);
  }
}

/** What `after` may be, when a part of the replies of `before` was not to be read. */
function hold(before: Result | Then, after: Result | Then, says: string): void {
  holdAttempts(before, after, says);
  holdRefunds(before, after, says);
  if (after.kind === 'started') assert.deepEqual(after, before, says);
  const isUnknown = attemptsIn(after).some(({ state }) => state === 'unknown');
  const isLess = ['unknown', 'then'].includes(after.kind) || isUnknown;
  const isNew = after.kind !== before.kind && !isLess;
  assert.ok(!isNew, `${says}: ${before.kind} has become ${after.kind}`);
  if (after.kind === 'found' && before.kind === 'found') {
    assert.ok([before.order, 'open'].includes(after.order), `${says}: ${after.order}`);
  }
}

function readChanged({ exchange, ask, replies }: Fixture, at: number, body: string) {
  const changed = replies.map((each, index) => (index === at ? { ...each, body } : each));
  return readAll(exchange, ask, changed);
}

for (const fixture of FIXTURES) {
  const before = readAll(fixture.exchange, fixture.ask, fixture.replies);
  const title = `${fixture.exchange}: ${fixture.name}`;

  test(`${title}: each field left out or replaced`, () => {
    let count = 0;
    for (const [at, reply] of fixture.replies.entries()) {
      const value: unknown = JSON.parse(reply.body);
      for (const path of pathsIn(value)) {
        for (const by of GARBAGE) {
          const body = JSON.stringify(replaceAt(value, path, by));
          if (body === reply.body || isHonest(fixture, path, by)) continue;
          const says = `${title} ${path.join('.')} := ${String(by)}`;
          const after = readChanged(fixture, at, body);
          count += 1;
          if (path[0] === 'error') {
            assert.ok(['unknown', 'refused', 'then', before.kind].includes(after.kind), says);
            continue;
          }
          hold(before, after, says);
          holdWord(fixture, at, path, after, says);
        }
      }
    }
    assert.ok(count > 30, `${count} changes`);
  });

  test(`${title}: torn anywhere`, () => {
    for (const [at, { body }] of fixture.replies.entries()) {
      for (let length = 0; length < body.length; length += 7) {
        const after = readChanged(fixture, at, body.slice(0, length));
        hold(before, after, `${title} torn at ${length}`);
        if (at === 0) assert.equal(say(after), 'unknown');
      }
    }
  });
}

/**
 * What a reply may say: another name, or none, is another refund's; and whether what went back had
 * been captured is told by `captured` alone.
 */
function isHonest({ exchange }: Fixture, path: readonly Step[], by: unknown): boolean {
  const last = path.at(-1);
  if (last === 'captured') return typeof by === 'boolean';
  const isName = by === null || (typeof by === 'string' && by !== '');
  return exchange === 'inquireRefund' && last === 'receipt' && isName;
}

/** Of a payment whose words are not all there nothing is known. */
function holdWord(
  { exchange, replies }: Fixture,
  at: number,
  path: readonly Step[],
  after: Result | Then,
  says: string,
): void {
  const word = path.at(-1);
  const [root, index] = path;
  const isOfPayment = root === 'items' ? path.length === 3 : path.length === 1;
  // A payment's state is told by the first reply to an inquiry, by the last to a capture.
  const isTelling = at === (exchange === 'inquire' ? 0 : replies.length - 1);
  if (!isTelling || !isOfPayment || typeof word !== 'string' || !STATE_WORDS.has(word)) return;
  const value = JSON.parse(replies[at]?.body ?? '') as Readonly<Record<string, unknown>>;
  const entity = root === 'items' ? (value['items'] as unknown[])[Number(index)] : value;
  const { entity: kind, id } = entity as { readonly entity: unknown; readonly id: unknown };
  if (kind !== 'payment') return;
  const own = attemptsIn(after).filter(({ theirs }) => theirs === id);
  for (const { state } of own) assert.equal(state, 'unknown', says);
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('bytes changed by chance: nothing is thrown, and no more is paid than was', (context) => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  context.diagnostic(`SEED=${seed}`);
  const random = randomOf(seed);
  const signs = [...'{}[],:"\\0199ae -\u0000é'];
  const paid = (result: Result | Then): number =>
    attemptsIn(result).filter(({ state }) => state === 'captured').length;
  for (let round = 0; round < 4000; round += 1) {
    const fixture = FIXTURES[Math.floor(random() * FIXTURES.length)] ?? assert.fail();
    const replies = fixture.replies.map(({ status, body }): WireReply => {
      const at = Math.floor(random() * body.length);
      const sign = signs[Math.floor(random() * signs.length)] ?? '';
      return { status, body: body.slice(0, at) + sign + body.slice(at + Math.floor(random() * 3)) };
    });
    const before = readAll(fixture.exchange, fixture.ask, fixture.replies);
    const after = readAll(fixture.exchange, fixture.ask, replies);
    assert.ok(paid(after) <= paid(before), `SEED=${seed} round ${round}: ${fixture.name}`);
  }
});
