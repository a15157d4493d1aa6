// A bank that keeps no name of ours for a refund, with a payment that was taken: what is asked to
// be given back, what somebody gives back there, and what came of it.
import type { Payment } from '../../src/core/payment.ts';
import { type BankRig, type BankRules, openBank } from './bank.ts';
import { attemptAt, type Fault } from './bank-book.ts';
import { expectOutcome } from './engine.ts';

export const AMOUNT = 50050;
export const PART = 700;

export type Paid = { readonly rig: BankRig; readonly key: number; readonly payment: Payment };

export async function openPaid(rules: BankRules): Promise<Paid> {
  const rig = await openBank(rules);
  const key = await rig.order();
  const payment = await rig.begin(key);
  attemptAt(rig.bank, payment.id.token);
  await rig.pass(10_000);
  return { rig, key, payment };
}

export async function close({ rig }: Pick<Paid, 'rig'>): Promise<void> {
  await rig.instructions.finish();
  await rig.store.close();
}

export async function give({ rig, payment }: Paid, minor = PART): Promise<void> {
  const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
  const asked = { reference: null, note: null, notes: {}, wire: {}, amount: { minor } } as const;
  const command = { kind: 'createRefund', dialect: 'test', target, ...asked } as const;
  expectOutcome(await rig.engine.execute(rig.account, command));
}

/** Only the refund itself is lost, not what is asked about it. */
export function lose({ rig }: Paid, fault: Fault): void {
  rig.bank.fault = (question) => (question === 'refund' ? fault : null);
}

export async function statesOf({ rig, key }: Paid): Promise<string> {
  const { refunds } = await rig.read(key);
  return refunds.map(({ status, amountMinor }) => `${status} ${amountMinor}`).join(', ');
}

export const sentBy = ({ rig }: Paid): number =>
  rig.bank.asked.filter((each) => each.startsWith('refund ')).length;

/** Somebody gives it back in the dashboard. */
export function giveThere({ rig, payment }: Paid, theirs: string, amountMinor: number): void {
  const [account] = rig.bank.accounts.values();
  rig.bank.refunds.push({
    ...{ name: payment.id.token, theirs, ours: null, state: 'processed', raw: 'x', amountMinor },
    ...{ attempt: account?.attempts[0]?.theirs ?? null, currency: 'INR', bankReference: null },
  });
}
