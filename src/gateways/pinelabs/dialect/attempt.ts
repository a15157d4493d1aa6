// What Pine Labs tells of an order and its deciding payment, before a generation names the fields.
import { type Aggregate, customerOf } from '../../../core/order.ts';
import { decisivePayment, type Payment } from '../../../core/payment.ts';
import type { Credentials } from '../../../core/account.ts';
import { originOf, padded } from './origin.ts';
import { merchantTxnId, pineTxnId } from './render.ts';
import type { Pair } from '../signature.ts';
import { indianTime } from '../time.ts';
import { attemptWord, DECLINE_MESSAGE, MODE_CODE, RETURN_CODES } from '../words.ts';

export type Fact =
  | 'merchantId'
  | 'accessCode'
  | 'status'
  | 'completed'
  | 'reference'
  | 'amount'
  | 'response'
  | 'message'
  | 'pineId'
  | 'captured'
  | 'refunded'
  | 'acquirer'
  | 'mode'
  | 'parentStatus'
  | 'parentResponse'
  | 'parentMessage'
  | 'mobile'
  | 'udf1'
  | 'udf2'
  | 'udf3'
  | 'udf4'
  | 'acquirerCode'
  | 'acquirerMessage';

export type Facts = Readonly<Record<Fact, string>>;

/** How the payment went, as the browser brings it; the parent's state is left to the inquiry. */
export function attemptFacts(
  aggregate: Aggregate,
  payment: Payment | null,
  credentials: Credentials,
  now: number,
): Facts {
  const { order } = aggregate;
  const origin = originOf(order);
  const signed = origin.generation === 'form' || origin.generation === 'json';
  const word = attemptWord(order, payment);
  const { status, response } = RETURN_CODES[word];
  const decline = payment?.decline ?? null;
  const instrument = payment?.instrument ?? null;
  const [udf1 = '', udf2 = '', udf3 = '', udf4 = ''] = signed ? origin.udf : padded([]);
  return {
    // Whoever named one key for both gets it back for both.
    merchantId: signed ? origin.merchantId : credentials.key,
    accessCode: signed ? origin.accessCode : credentials.key,
    status,
    completed: indianTime(payment?.completedAt ?? now),
    reference: merchantTxnId(order),
    amount: String(order.amountMinor),
    response,
    message: word,
    // Natively it is a number; the documented create answered a name of ours.
    pineId: signed ? String(order.id.number) : pineTxnId(order),
    captured: String(payment?.capturedMinor ?? 0),
    refunded: String(payment?.refundedMinor ?? 0),
    acquirer: (payment?.processor ?? '').toUpperCase(),
    mode: instrument === null ? '' : MODE_CODE[instrument.method],
    parentStatus: '',
    parentResponse: '',
    parentMessage: '',
    mobile: customerOf(order, payment).phone ?? '',
    udf1,
    udf2,
    udf3,
    udf4,
    acquirerCode: payment?.processorStatus ?? '',
    acquirerMessage: decline === null ? '' : DECLINE_MESSAGE[decline],
  };
}

/** The attempt that tells the order's fate. */
export function decisiveFacts(aggregate: Aggregate, credentials: Credentials, now: number): Facts {
  return attemptFacts(aggregate, decisivePayment(aggregate.payments), credentials, now);
}

/** A generation's names of the facts, in its order. */
export type Naming = readonly (readonly [name: string, fact: Fact])[];

export function nameFacts(facts: Facts, naming: Naming): readonly Pair[] {
  return naming.map(([name, fact]) => [name, facts[fact]]);
}
