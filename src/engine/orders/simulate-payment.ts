// Payments that a test decides in the customer's place.
import type { Account } from '../../core/account.ts';
import type { SimulatePayment } from '../../core/command.ts';
import type { Outcome } from '../../core/decision.ts';
import type { Failure } from '../../core/failure.ts';
import { findNamed } from '../../core/name.ts';
import { captureOf } from '../../core/order.ts';
import { decideAndSave, type Extras, type EngineParts, saveRefusal } from './decide-and-save.ts';

/** Accounts that move money have no such thing: for them the payment is not found. */
export async function simulatePayment(
  parts: EngineParts,
  account: Account,
  { payment: names, choice, method }: SimulatePayment,
  extras: Extras,
): Promise<Outcome | Failure> {
  const found = account.mode === 'sandbox' ? await parts.finder.payment(account, names) : null;
  const named = found === null ? undefined : findNamed(found.payments, names);
  const isMeant = method === undefined || named?.instrument?.method === method;
  const payment = isMeant ? named : undefined;
  if (found !== null && payment !== undefined) {
    const capture = captureOf(found.order, payment, parts.nowOf(account));
    const report = parts.hooks.choose(account, payment, choice, capture);
    return decideAndSave(parts, account, { ...report, byCustomer: true }, extras);
  }
  const failure: Failure = { failure: 'payment_not_found' };
  await saveRefusal(parts, account, failure, extras);
  return failure;
}
