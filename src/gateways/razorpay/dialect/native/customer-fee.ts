// What a customer would pay on top of an amount: nothing, as the merchants here bear their fees.
// Source: payments/payment-gateway/s2s-integration/payment-methods/upi/cfb-cc-upi,
// …/recurring-payments/cards/customer-fee-bearer (documented, of merchants whose customers do).
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { formatDecimal } from '../../../../core/money.ts';
import type { Call, Operation, Reply } from '../../../dialect.ts';
import { readInstrumentInput, readPerson } from './custom-payment.ts';
import { has, readCurrency, refuseSmall } from './field.ts';
import { readAmount } from './order.ts';
import { FEE_FIELDS } from './request-field.ts';
import { refuseUnsupported } from './unserved-field.ts';
import { jsonOf } from './view.ts';

type Asked = { readonly amount: number; readonly currency: string };

/** Held to what a payment of it is held to, so that the payment itself is taken. */
function readAsked({ fields, account }: Call): Asked | Failure {
  if (account.mode !== 'sandbox') return { failure: 'path_unknown' };
  const unsupported = refuseUnsupported(fields.values, FEE_FIELDS);
  if (unsupported !== null) return unsupported;
  const amount = readAmount(fields);
  if (isFailure(amount)) return amount;
  const currency = readCurrency(fields.values, 'currency');
  if (isFailure(currency)) return currency;
  const small = refuseSmall(amount, currency);
  if (small !== null) return small;
  const entry = readInstrumentInput('', fields);
  if (isFailure(entry)) return entry;
  const customer = readPerson(fields);
  return isFailure(customer) ? customer : { amount, currency };
}

/** Never a card. */
const TOLD = ['currency', 'method', 'email', 'contact', 'upi', 'bank', 'wallet', 'vpa', 'flow'];

/** As the payment would be asked for, and as it is shown: in whole units of the currency. */
function answerCalculated(call: Call): Reply | Failure {
  const asked = readAsked(call);
  if (isFailure(asked)) return asked;
  const { amount, currency } = asked;
  const { values } = call.fields;
  const told = TOLD.flatMap((name) => (has(values, name) ? [[name, values[name]] as const] : []));
  const input = Object.fromEntries(told);
  const shown = Number(formatDecimal(amount, currency));
  const nothing = { fees: 0, razorpay_fee: 0, tax: 0 };
  return jsonOf({
    input: { ...input, amount, fee: 0, tax: 0 },
    display: { originalAmount: shown, original_amount: shown, ...nothing, amount: shown, currency },
  });
}

/** The older path answers in the smallest unit. */
function answerFees(call: Call): Reply | Failure {
  const asked = readAsked(call);
  if (isFailure(asked)) return asked;
  const { amount, currency } = asked;
  return jsonOf({ original_amount: amount, fees: 0, razorpay_fee: 0, tax: 0, amount, currency });
}

const ROW = { method: 'POST', rate: 'fetch' } as const;

export const feeOperations: readonly Operation[] = [
  { ...ROW, path: '/payments/calculate/fees', answer: answerCalculated },
  { ...ROW, path: '/payments/fees', answer: answerFees },
];
