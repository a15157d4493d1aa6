// A payment that is made in the same request as its order: test instruments, in the sandbox alone.
// Source: payments/payment-gateway/s2s-integration/json/v2/build-integration/single-integration-api
// and …/international-cards (documented).
import type { CreateOrder } from '../../../../core/command.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Customer } from '../../../../core/order.ts';
import type { Call, Fields } from '../../../dialect.ts';
import { isRecord } from '../../../kit/field-path.ts';
import { readFields } from '../../../kit/read.ts';
import { readInstrumentInput, readPerson } from './custom-payment.ts';
import { has, readText } from './field.ts';
import { refuse } from './refusal.ts';
import { refuseName } from './unserved-field.ts';

const FIELD = 'payment';
const DESCRIPTION_MAX = 2048;

const PAYING = ['method', 'email', 'contact', 'description', 'callback_url'] as const;
const BY = ['bank', 'wallet', 'upi'] as const;

/** What says that `payment` is one, and not only how the order's payments are captured. */
export function nameOfPayment(values: Fields['values']): string | undefined {
  const payment = values[FIELD];
  if (!isRecord(payment)) return undefined;
  const { card } = payment;
  if (isRecord(card) && has(card, 'number')) return 'card';
  return [...PAYING, ...BY].find((name) => has(payment, name));
}

export type OrderPayment = Pick<CreateOrder, 'pays' | 'description'> & {
  readonly customer?: Partial<Customer>;
  /** Where its browser comes back to; null: nowhere. */
  readonly callback: string | null;
};

export function readOrderPayment(call: Call): OrderPayment | Failure | null {
  const { fields, account } = call;
  const payment = fields.values[FIELD];
  const named = nameOfPayment(fields.values);
  if (named === undefined || !isRecord(payment)) return null;
  // As an account is told that payments from server to server were not enabled for.
  if (account.mode !== 'sandbox') return refuseName(`${FIELD}.${named}`, '');
  const own = { values: payment, lexemes: new Map() };
  const entry = readInstrumentInput('', own);
  if (isFailure(entry)) return below(entry);
  const customer = readPerson(own);
  if (isFailure(customer)) return below(customer);
  const description = readText(own, 'description', DESCRIPTION_MAX);
  if (isFailure(description)) return below(description);
  const read = readFields(own);
  const callback = read.url('callback_url');
  if (read.issues.length > 0) {
    return refuse(`${FIELD}.callback_url`, 'format', 'The callback url format is invalid.');
  }
  return { pays: entry, customer, description, callback };
}

/** The same refusal of a field that stands in `payment`. */
function below(failure: Failure): Failure {
  const { issues = [] } = failure;
  return {
    ...failure,
    issues: issues.map((each) => ({ ...each, field: `${FIELD}.${each.field}` })),
  };
}
