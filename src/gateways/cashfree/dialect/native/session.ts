// Paying an order from the merchant's own page: the session proves itself, the body says what pays.
// Source: cashfree.md §1.7.
import type { PayByApi } from '../../../../core/command.ts';
import { type Failure, invalid, type Issue } from '../../../../core/failure.ts';
import type { InstrumentInput } from '../../../../core/payment.ts';
import type { Call, Identification, Fields, RawRequest, Reply } from '../../../dialect.ts';
import { isRecord, type Reading } from '../../../kit/read.ts';
import { readRequest } from '../reading.ts';
import { bankCodeNamed, bankOf } from '../../banks.ts';
import { NAMELESS_VPA, WALLET_OF } from '../../words.ts';
import { offeredSecret } from '../proof.ts';
import { SESSION_FIELDS, TOKEN_FIELDS } from '../request-field.ts';
import { refuseUnserved } from '../unserved-field.ts';
import { renderRefusal, type Words } from './refusal.ts';
import { type Opening, SESSION_PREFIX, type Traits } from '../../version.ts';

/** Whose page the session opens; the page's name is in the session's and proves itself. */
export function identifySession(request: RawRequest, { opens }: Traits): Identification | Failure {
  const fields = request.fields();
  if ('failure' in fields) return fields;
  const session = fields.values[opens];
  if (session === undefined || session === null || session === '') {
    const message = `${opens} is missing in the request`;
    return invalid([{ field: opens, rule: 'required', message }]);
  }
  const prefix = SESSION_PREFIX[opens];
  if (typeof session !== 'string' || !session.startsWith(prefix)) {
    return { failure: 'credentials_wrong' };
  }
  return { key: session.slice(prefix.length), proof: offeredSecret(request), by: 'page' };
}

/** What a session that is none is told; its type is their own slip. */
export function renderSessionRefusal(failure: Failure, traits: Traits): Reply {
  const { opens } = traits;
  const words = (status: number, message: string): Words => ({
    status,
    message,
    code: `${opens}_invalid`,
    type: 'request_failed',
  });
  const missing = failure.issues?.some(({ field, rule }) => field === opens && rule === 'required');
  if (missing === true) {
    const own = { request_invalid: words(400, `${opens} is missing in the request`) };
    return renderRefusal({ failure: 'request_invalid' }, traits, own);
  }
  const own = { credentials_wrong: words(404, `${opens} is not present or is invalid`) };
  return renderRefusal(failure, traits, own);
}

export const PAY_METHODS = Object.freeze(['card', 'upi', 'netbanking', 'app'] as const);
export type PayMethod = (typeof PAY_METHODS)[number];

/** The one method that the body names, with its fields. */
export function methodOf(
  fields: Fields,
): { readonly name: PayMethod; readonly fields: Fields } | Issue {
  const method = fields.values['payment_method'];
  const issue = (rule: Issue['rule'], message: string): Issue => ({
    field: 'payment_method',
    rule,
    message,
  });
  if (method === undefined || method === null) return issue('required', 'is missing');
  if (!isRecord(method)) return issue('type', 'should be an object');
  const [named, ...others] = Object.keys(method);
  if (named === undefined || others.length > 0) {
    return issue('format', 'should name one payment method');
  }
  const name = PAY_METHODS.find((each) => each === named);
  if (name === undefined) {
    return { ...issue('unknown', `should be one of ${PAY_METHODS.join(', ')}`), received: named };
  }
  const values = method[name];
  if (!isRecord(values)) return issue('type', `${name} should be an object`);
  return { name, fields: { values, lexemes: new Map() } };
}

const CHANNELS: Readonly<Record<PayMethod, RegExp>> = Object.freeze({
  card: /^(?:link|post)$/,
  upi: /^(?:link|collect|qrcode)$/,
  netbanking: /^link$/,
  app: /^link$/,
});

const READERS: Readonly<Record<PayMethod, (read: Reading) => InstrumentInput>> = Object.freeze({
  card: readCard,
  upi: readUpi,
  netbanking: readNetbanking,
  app: readApp,
});

export function parsePay(call: Call, { opens }: Traits): PayByApi | Failure {
  const token = call.addresses.orderOfPage(pageOf(call.fields, opens));
  if (token === null) return { failure: 'credentials_wrong' };
  const method = methodOf(call.fields);
  if ('rule' in method) return invalid([method]);
  const read = readRequest(method.fields);
  refuseUnserved(read, call.fields, opens === 'order_token' ? TOKEN_FIELDS : SESSION_FIELDS);
  read.text('channel', { required: true, pattern: CHANNELS[method.name] });
  const entry = READERS[method.name](read);
  if (read.issues.length > 0) return invalid(read.issues);
  const session = checkoutSessionOf(call.fields);
  const payer = session === null ? {} : { payer: { opening: { session, embedder: null } } };
  return { kind: 'payByApi', order: [{ by: 'token', token }], entry, ...payer };
}

export function pageOf({ values }: Fields, opens: Opening): string {
  const session = values[opens];
  return typeof session === 'string' ? session.slice(SESSION_PREFIX[opens].length) : '';
}

/**
 * A field of our own: cashfree.js asked the payment page for a session with another way back, which
 * this payment is begun in.
 */
export function checkoutSessionOf({ values }: Fields): string | null {
  const session = values['checkout_session'];
  return typeof session === 'string' && /^[\w-]{1,64}$/.test(session) ? session : null;
}

function readCard(read: Reading): InstrumentInput {
  const cardNumber = readHidden(read, 'card_number', /^\d{12,19}$/);
  const month = readHidden(read, 'card_expiry_mm', /^(?:0?[1-9]|1[0-2])$/);
  const year = readHidden(read, 'card_expiry_yy', /^(?:\d{2}|20\d{2})$/);
  const cardCvv = readHidden(read, 'card_cvv', /^\d{3,4}$/);
  const cardName = read.text('card_holder_name', { max: 100 });
  const cardExpiry = `${month}/${year}`;
  return { method: 'card', cardNumber, cardExpiry, cardCvv, ...(cardName && { cardName }) };
}

/** A field of a card: a refusal never repeats what came. */
function readHidden(read: Reading, field: string, pattern: RegExp): string {
  const value = read.raw(field);
  if (!read.has(field)) {
    read.refuse({ field, rule: 'required', message: 'is missing in the request' });
    return '';
  }
  const text = typeof value === 'number' ? String(value) : value;
  const bare = typeof text === 'string' ? text.replace(/[\s-]/g, '') : '';
  if (!pattern.test(bare)) read.refuse({ field, rule: 'format', message: 'is not valid' });
  return bare;
}

function readUpi(read: Reading): InstrumentInput {
  const channel = read.raw('channel');
  if (channel === 'link' || channel === 'qrcode') {
    return { method: 'upi', vpa: NAMELESS_VPA[channel] };
  }
  return { method: 'upi', vpa: read.text('upi_id', { required: true, max: 255 }) ?? '' };
}

function readNetbanking(read: Reading): InstrumentInput {
  const name = read.text('netbanking_bank_name', { max: 50 });
  const code = read.text('netbanking_bank_code', {
    required: name === null,
    pattern: /^\d{4}$/,
    numbers: true,
  });
  return { method: 'netbanking', bank: bankOf(code ?? bankCodeNamed(name ?? '')) };
}

function readApp(read: Reading): InstrumentInput {
  const provider = read.text('provider', { required: true, max: 50 }) ?? '';
  read.text('phone', { required: true, max: 20, numbers: true });
  return { method: 'wallet', wallet: WALLET_OF.get(provider) ?? provider };
}
