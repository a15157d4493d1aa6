// The seamless API: the merchant's server names the instrument, and the attempt begins at once.
// Source: paytring.md §3.6; the answer's `type` for other ways than `intent` is inferred.

import type { Account } from '../../../core/account.ts';
import type { PayByApi } from '../../../core/command.ts';
import type { Outcome } from '../../../core/decision.ts';
import { type Failure, invalid } from '../../../core/failure.ts';
import { formatDecimal } from '../../../core/money.ts';
import type { InstrumentInput } from '../../../core/payment.ts';
import type { Call, Reply } from '../../dialect.ts';
import { pickFields, listFields } from '../../kit/field-list.ts';
import { type Reading, readFields } from '../../kit/read.ts';
import { readOrder } from './parse.ts';
import { base64, orderName, reply } from './render.ts';
import { CODE_MAX, NAME_MAX } from './schema.ts';
import { requestName } from '../time.ts';

const METHODS = Object.freeze(['upi', 'nb', 'card', 'wallet', 'emi'] as const);
type Way = (typeof METHODS)[number];
const UPI_CODES = Object.freeze(['collect', 'qr', 'intent'] as const);

// Nobody types an address with these two: the customer's app brings it. In the sandbox an address
// that asks for the outcome stands in for that app.
const APP_VPA = 'app@upi';

/**
 * The documents, Go and Python send a card as an object, which no hash is over: it restricts
 * nothing, as whoever has the page of the order may pay with any card there. Nothing is made of
 * `device`.
 */
export const PROCESS_FIELDS = listFields(['order_id', 'method', 'code', 'vpa'], {
  unsigned: ['card'],
  idle: ['device'],
});

export function parseProcess(call: Call): PayByApi | Failure {
  const read = readFields(pickFields(call.fields, PROCESS_FIELDS));
  const order = readOrder(read, 'order_id');
  const way = readWord(read, 'method', METHODS);
  const entry = way === null ? null : ENTRIES[way](read, call.account);
  if (read.issues.length > 0 || entry === null) return invalid(read.issues);
  return { kind: 'payByApi', order, entry };
}

const ENTRIES: Readonly<Record<Way, (read: Reading, account: Account) => InstrumentInput | null>> =
  Object.freeze({
    upi: readUpi,
    nb: (read) => {
      const bank = read.text('code', { required: true, max: CODE_MAX });
      return bank === null ? null : { method: 'netbanking', bank };
    },
    wallet: (read) => {
      const wallet = read.text('code', { required: true, max: CODE_MAX });
      return wallet === null ? null : { method: 'wallet', wallet };
    },
    card: readCard,
    emi: (read) => {
      const message = 'Payments by instalments are not available';
      return read.refuse({ field: 'method', rule: 'unknown', message });
    },
  });

function readUpi(read: Reading, { mode }: Account): InstrumentInput | null {
  const code = readWord(read, 'code', UPI_CODES);
  if (code === null) return null;
  if (code === 'collect') {
    const vpa = read.text('vpa', { required: true, max: NAME_MAX });
    return vpa === null ? null : { method: 'upi', vpa };
  }
  if (mode === 'sandbox') return { method: 'upi', vpa: APP_VPA };
  const message = `UPI by ${code} is not available; send the code collect and a vpa`;
  return read.refuse({ field: 'code', rule: 'unknown', message });
}

function readCard(read: Reading): InstrumentInput | null {
  const text = (name: string, max: number): string | null =>
    read.text(`card.${name}`, { required: true, max, numbers: true });
  const number = text('number', 23);
  const month = text('expiry_month', 2);
  const year = text('expiry_year', 4);
  const cvv = text('cvv', 4);
  const name = read.text('card.holder_name', { max: NAME_MAX });
  if (number === null || month === null || year === null || cvv === null) return null;
  return {
    method: 'card',
    cardNumber: number,
    cardExpiry: `${month} / ${year}`,
    cardCvv: cvv,
    cardName: name ?? '',
  };
}

function readWord<Word extends string>(
  read: Reading,
  field: string,
  words: readonly Word[],
): Word | null {
  const text = read.text(field, { required: true, max: CODE_MAX });
  if (text === null) return null;
  const word = words.find((each) => each === text);
  const message = `${field} must be one of ${words.join(', ')}`;
  return word ?? read.refuse({ field, rule: 'unknown', message });
}

/**
 * Where the customer goes on: an app's address for `intent`, for everybody else the payment page,
 * which leads to the bank's step, or back to the merchant when there is none.
 */
export function renderProcessed({ aggregate, payment }: Outcome, call: Call): Reply {
  const { order } = aggregate;
  const { code, method } = call.fields.values;
  const isApp = method === 'upi' && (code === 'intent' || code === 'qr');
  const url = isApp ? appAddress(call.account, order) : call.addresses.page(aggregate);
  return reply({
    payment_id: payment === null ? '' : String(payment.id.number),
    data: {
      type: isApp || (method === 'upi' && code === 'collect') ? code : 'redirect',
      token: payment?.id.token ?? '',
      url: base64(url),
      param: [],
    },
    request_id: requestName(call.now),
  });
}

function appAddress({ name }: Account, order: Outcome['aggregate']['order']): string {
  const query = new URLSearchParams({
    pa: APP_VPA,
    pn: name.toWellFormed(),
    am: formatDecimal(order.amountMinor, order.currency),
    cu: order.currency,
    tr: orderName(order),
  });
  return `upi://pay?${query}`;
}
