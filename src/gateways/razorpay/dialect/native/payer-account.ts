// The bank account that alone may pay an order: third-party validation, for brokers and funds.
// Source: payments/third-party-validation (documented); sentences and the form of an IFSC inferred.
import type { CreateOrder } from '../../../../core/command.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Method, Traits } from '../../../../core/payment.ts';
import type { Call, Fields } from '../../../dialect.ts';
import { isRecord } from '../../../kit/field-path.ts';
import { CURRENCY_DEFAULT } from '../schema.ts';
import { has, readText } from './field.ts';
import { refuse } from './refusal.ts';
import { refuseName } from './unserved-field.ts';

export type PayerRule = Pick<CreateOrder, 'methods' | 'instruments' | 'payerAccount'>;

const FIELD = 'bank_account';
/** Of cards a debit card alone is of an account (third-party-validation/standard-integration). */
const METHODS: readonly Method[] = ['netbanking', 'upi', 'card'];
const IFSC = /^[A-Z]{4}0[A-Z0-9]{6}$/;
const NUMBER = /^[A-Za-z0-9]{5,35}$/;
const HOLDER_MAX = 120;

/** Nothing where the order names none. A live account has no such product here. */
export function readPayerAccount(
  { fields: { values, lexemes }, account }: Call,
  currency: string,
  method: Method | null,
): PayerRule | Failure {
  const given = values[FIELD];
  const isNamed = has(values, FIELD) && given !== '' && given !== false && given !== 0;
  if (!isNamed || (typeof given === 'object' && Object.keys(given ?? {}).length === 0)) return {};
  if (account.mode !== 'sandbox') return refuseName(FIELD, '');
  if (!isRecord(given)) return refuse(FIELD, 'type', 'The bank account must be an array.');
  if (currency !== CURRENCY_DEFAULT) {
    return refuse('currency', 'format', 'The currency is not supported.');
  }
  if (method !== null && !METHODS.includes(method)) {
    return refuse('method', 'format', 'The selected method is invalid.');
  }
  const own = new Map([...lexemes].map(([name, text]) => [name.replace(`${FIELD}.`, ''), text]));
  const inner = { values: given, lexemes: own };
  const number = readPart(inner, 'account_number', NUMBER);
  if (isFailure(number)) return number;
  const ifsc = readPart(inner, 'ifsc', IFSC);
  if (isFailure(ifsc)) return ifsc;
  const holder = readPart(inner, 'name', /^[^\p{Cc}]+$/u);
  if (isFailure(holder)) return holder;
  const only: readonly Traits[] = [
    { method: 'netbanking', bank: ifsc.slice(0, 4) },
    { method: 'upi' },
    { method: 'card', kind: 'debit' },
  ];
  return {
    methods: method === null ? METHODS : [method],
    instruments: { only },
    payerAccount: { number, ifsc, holder },
  };
}

function readPart(fields: Fields, name: string, form: RegExp): string | Failure {
  const label = `${FIELD}.${name}`;
  const text = readText(fields, name, HOLDER_MAX, `The ${label} format is invalid.`);
  if (isFailure(text)) return refuse(label, 'format', `The ${label} format is invalid.`);
  if (text === null) return refuse(label, 'required', `The ${label} field is required.`);
  if (!form.test(text)) return refuse(label, 'format', `The ${label} format is invalid.`);
  return text;
}
