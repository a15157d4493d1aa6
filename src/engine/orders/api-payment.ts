// Payments that come by the API, and tests that decide one in the customer's place.
import type { Account } from '../../core/account.ts';
import type { CreateOrder, EnterPayment, SimulatePayment } from '../../core/command.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, invalid, isFailure } from '../../core/failure.ts';
import { isNamed } from '../../core/id.ts';
import type { InstrumentInput } from '../../core/payment.ts';
import { type Extras, type Parts, decideAndSave, save } from './decide-and-save.ts';

/**
 * A payment whose instrument was typed elsewhere than on our page; its charge is waited for. It
 * takes the place of an attempt that only waits for its customer at our own step: one session may
 * be paid several times, and an attempt that nobody finished was dropped.
 */
export async function payByApi(
  parts: Parts,
  account: Account,
  { entry, ...asked }: EnterPayment,
  extras: Extras,
): Promise<Outcome | Failure> {
  const instrument = parts.hooks.readInstrument(account, entry, parts.nowOf(account));
  if ('method' in instrument) {
    await dropUnfinished(parts, account, asked.order);
    return decideAndSave(
      parts,
      account,
      { ...asked, kind: 'startPayment', instrument },
      extras,
      true,
    );
  }
  const refused = invalid(instrument);
  if (extras.remember !== undefined) await save(parts, account, refused, extras);
  return refused;
}

/** An order that comes with what pays for it: created, then paid as if that had come afterwards. */
export async function createAndPay(
  parts: Parts,
  account: Account,
  command: CreateOrder,
  entry: InstrumentInput,
  extras: Extras,
): Promise<Outcome | Failure> {
  const instrument = parts.hooks.readInstrument(account, entry, parts.nowOf(account));
  const made =
    'method' in instrument ? await decideAndSave(parts, account, command, {}) : invalid(instrument);
  if (isFailure(made)) {
    if (extras.remember !== undefined) await save(parts, account, made, extras);
    return made;
  }
  const order = [{ by: 'token', token: made.aggregate.order.id.token } as const];
  return payByApi(parts, account, { kind: 'enterPayment', order, entry }, extras);
}

async function dropUnfinished(
  parts: Parts,
  account: Account,
  names: EnterPayment['order'],
): Promise<void> {
  const { finder, hooks } = parts;
  const found = await finder.order(account, names);
  if (found === null) return;
  for (const payment of found.payments.filter((each) => hooks.awaits(account, each))) {
    const report = hooks.choose(account, payment, 'cancel', found.order.capture);
    await decideAndSave(parts, account, report, {});
  }
}

/** A test decides in the customer's place; accounts that move money have no such thing. */
export async function simulatePayment(
  parts: Parts,
  account: Account,
  { payment: names, choice }: SimulatePayment,
  extras: Extras,
): Promise<Outcome | Failure> {
  const found = account.mode === 'sandbox' ? await parts.finder.payment(account, names) : null;
  const payment = found?.payments.find((each) => names.some((name) => isNamed(each, name)));
  if (found !== null && payment !== undefined) {
    const report = parts.hooks.choose(account, payment, choice, found.order.capture);
    return decideAndSave(parts, account, report, extras);
  }
  const failure: Failure = { failure: 'payment_not_found' };
  if (extras.remember !== undefined) await save(parts, account, failure, extras);
  return failure;
}
