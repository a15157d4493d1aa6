// The process dies after each of its writes in turn, while a payment is begun, captured and given
// back: another one goes on with the same database, and nothing is done twice or forgotten.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { type BankRig, type BankRules, openBank } from '../../../test/support/bank.ts';
import {
  attemptAt,
  type Bank,
  type Fault,
  heldMinor,
  keptMinor,
  MINUTE_MS,
  newBank,
} from '../../../test/support/bank-book.ts';
import { isLeft } from '../../core/payment.ts';

const AMOUNT = 50050;
const PART = 1000;
const REFERENCE = 'KILLED_1';
const WRITES_MAX = 40;

const folder = mkdtempSync(path.join(tmpdir(), 'dubash-kill-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function findKey({ store, account, order }: BankRig): Promise<number> {
  const known = await store.loadOrderByReference(account.id, REFERENCE);
  return known?.order.id.key ?? order({ reference: REFERENCE });
}

/** The customer pays and the merchant gives a part back, from wherever they are. */
async function goOn(rig: BankRig, bank: Bank, isTwice: boolean): Promise<void> {
  const key = await findKey(rig);
  const now = await rig.read(key);
  if (now.order.status !== 'paid' && now.payments.every(({ status }) => status !== 'authorized')) {
    const begun = now.payments.find(isLeft) ?? (await rig.begin(key).catch(() => null));
    const there = begun === null ? undefined : bank.accounts.get(begun.id.token);
    // Nobody pays twice at a page that says that it was paid.
    if (begun?.handover?.step && there?.attempts.length === 0) {
      attemptAt(bank, begun.id.token, { state: isTwice ? 'captured' : 'authorized' });
      if (isTwice) attemptAt(bank, begun.id.token);
    }
  }
  await rig.pass(3 * MINUTE_MS, 5000);
  const { order } = await rig.read(key);
  if (order.status !== 'paid') return;
  const asked = {
    reference: 'R1',
    amount: { minor: PART },
    note: null,
    notes: {},
    wire: {},
  } as const;
  const target = { order: [{ by: 'token', token: order.id.token }] } as const;
  await rig.engine.execute(rig.account, {
    kind: 'createRefund',
    dialect: 'test',
    target,
    ...asked,
  });
  await rig.pass(3 * MINUTE_MS, 5000);
}

async function isKilled(rig: BankRig, bank: Bank, isTwice: boolean): Promise<boolean> {
  try {
    await goOn(rig, bank, isTwice);
    await rig.instructions.finish();
    return false;
  } catch (error) {
    assert.match(String(error), /killed/);
    await rig.instructions.finish();
    return true;
  }
}

/** Everything between the writes is dead too; what follows is another process. */
async function liveOn(
  diesAfter: number,
  fault: Fault,
  { isTwice = false, unnamed }: { isTwice?: boolean } & Pick<BankRules, 'unnamed'> = {},
): Promise<boolean> {
  const rules = unnamed === undefined ? {} : { unnamed };
  const bank = newBank();
  bank.fault = (question) => (/^(?:refund|capture)$/.test(question) ? fault : null);
  const file = path.join(folder, `${diesAfter}-${fault}-${isTwice}-${unnamed}.db`);
  const first = await openBank({ ...rules, path: file, bank, diesAfter });
  const wasKilled = await isKilled(first, bank, isTwice);
  await first.store.close();
  bank.fault = () => null;
  const next = await openBank({ ...rules, path: file, bank, now: first.clock.now });
  // What was left is found before anybody asks again, and then whoever was cut off does.
  await next.pass(25 * MINUTE_MS, 15_000);
  for (let round = 0; round < 2; round += 1) await goOn(next, bank, isTwice);
  const aggregate = await next.read(await findKey(next));
  const told = `after write ${diesAfter}, ${fault}: ${bank.asked.join(', ')}`;
  assert.equal(aggregate.order.status, 'paid', told);
  const back = aggregate.refunds.map(({ status, amountMinor }) => `${status} ${amountMinor}`);
  const surplus = isTwice ? [`processed ${AMOUNT}`] : [];
  assert.deepEqual(back.sort(), [`processed ${PART}`, ...surplus], told);
  assert.equal(keptMinor(bank), AMOUNT - PART, told);
  assert.equal(heldMinor(aggregate), AMOUNT - PART, told);
  const paid = aggregate.payments.filter(({ status, surplus: more }) => {
    return status === 'captured' && more !== true;
  });
  assert.equal(paid.length, 1, told);
  await next.instructions.finish();
  await next.store.close();
  return wasKilled;
}

for (const fault of [null, 'unanswered', 'unheard'] as const) {
  const answered = fault ?? 'answered';
  test(`killed after each write; captures and refunds ${answered} before`, async () => {
    let killed = 0;
    for (let writes = 2; writes <= WRITES_MAX; writes += 1) {
      if (await liveOn(writes, fault)) killed += 1;
      else break;
    }
    assert.ok(killed > 8 && killed < WRITES_MAX - 2, `${killed} deaths are not all there are`);
  });

  // The other ways once: they differ in how it is told, not in what is written.
  const others = fault === 'unanswered' ? (['sum', 'latest'] as const) : [];
  const told = ['list', ...others] as const;
  for (const unnamed of told) {
    test(`killed after each write; refunds ${answered}, told by the ${unnamed}`, async () => {
      let killed = 0;
      for (let writes = 2; writes <= WRITES_MAX; writes += 1) {
        if (await liveOn(writes, fault, { unnamed })) killed += 1;
        else break;
      }
      assert.ok(killed > 8 && killed < WRITES_MAX - 2, `${killed} deaths are not all there are`);
    });
  }
}

test('killed after each write, where two successes are found at once', async () => {
  let killed = 0;
  for (let writes = 2; writes <= WRITES_MAX; writes += 1) {
    if (await liveOn(writes, null, { isTwice: true })) killed += 1;
    else break;
  }
  assert.ok(killed > 8 && killed < WRITES_MAX - 2, `${killed} deaths are not all there are`);
});
