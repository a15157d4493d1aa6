// Payments that come by the API: an instrument that was typed elsewhere than on our page.
import { type Account, carrierOf } from '../../core/account.ts';
import type { CreateOrder, PayByApi } from '../../core/command.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, invalid, isFailure } from '../../core/failure.ts';
import type { InstrumentInput } from '../../core/payment.ts';
import { openCheckout } from './checkout-session.ts';
import { type Extras, type EngineParts, decideAndSave, saveRefusal } from './decide-and-save.ts';

/**
 * A payment whose instrument was typed elsewhere than on our page; its charge is waited for. It
 * takes the place of an attempt that only waits for its customer at our own step: one session may
 * be paid several times, and an attempt that nobody finished was dropped.
 */
export async function payByApi(
  parts: EngineParts,
  account: Account,
  { entry, opens, payerRecord: _, ...asked }: PayByApi,
  extras: Extras,
): Promise<Outcome | Failure> {
  if (carrierOf(account) === null) return refuseInactive(parts, account, extras);
  const instrument = parts.hooks.readInstrument(account, entry, parts.nowOf(account));
  if ('method' in instrument) {
    const opened = opens === undefined ? null : await openCheckout(parts, account, opens, {});
    if (opened !== null && isFailure(opened)) {
      await saveRefusal(parts, account, opened, extras);
      return opened;
    }
    const session = opened?.checkoutSession;
    const embedder = opens?.embedder ?? null;
    const opening = session === undefined ? {} : { opening: { session, embedder } };
    const started = { ...asked, payer: { ...asked.payer, ...opening } };
    await dropUnfinished(parts, account, asked.order);
    return decideAndSave(parts, account, { ...started, kind: 'startPayment', instrument }, extras, {
      waits: true,
    });
  }
  const refused = invalid(instrument);
  await saveRefusal(parts, account, refused, extras);
  return refused;
}

/**
 * An order that comes with what pays for it: a new one in one commit with its payment, so that a
 * key never stands for half of them; one that was there already is paid as if that came afterwards.
 */
export async function createAndPay(
  parts: EngineParts,
  account: Account,
  command: CreateOrder,
  entry: InstrumentInput,
  extras: Extras,
): Promise<Outcome | Failure> {
  if (carrierOf(account) === null) return refuseInactive(parts, account, extras);
  const instrument = parts.hooks.readInstrument(account, entry, parts.nowOf(account));
  if (!('method' in instrument)) {
    const refused = invalid(instrument);
    await saveRefusal(parts, account, refused, extras);
    return refused;
  }
  const way = { waits: true, pays: instrument };
  const made = await decideAndSave(parts, account, command, extras, way);
  if (isFailure(made) || made.payment !== null) return made;
  const order = [{ by: 'token', token: made.aggregate.order.id.token } as const];
  return payByApi(parts, account, { kind: 'payByApi', order, entry }, extras);
}

/** Nobody would read the instrument. */
async function refuseInactive(
  parts: EngineParts,
  account: Account,
  extras: Extras,
): Promise<Failure> {
  const refused: Failure = { failure: 'account_inactive' };
  await saveRefusal(parts, account, refused, extras);
  return refused;
}

async function dropUnfinished(
  parts: EngineParts,
  account: Account,
  names: PayByApi['order'],
): Promise<void> {
  const { finder, hooks } = parts;
  const found = await finder.order(account, names);
  if (found === null) return;
  for (const payment of found.payments.filter((each) => hooks.awaits(account, each))) {
    const report = hooks.choose(account, payment, 'cancel', found.order.capture);
    await decideAndSave(parts, account, { ...report, byCustomer: true }, {});
  }
}
