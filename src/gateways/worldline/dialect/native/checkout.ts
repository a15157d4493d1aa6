// Where our checkout.js sends the browser: a signed order comes in, the payment page is the answer.
// Source: worldline.md §3.1; the address is our own, as the gateway's is between its servers.
import type { CreateOrder } from '../../../../core/command.ts';
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, invalid, isFailure } from '../../../../core/failure.ts';
import { ownReference } from '../../../../core/name.ts';
import { readOrigin } from '../../../../web/origin.ts';
import {
  type Call,
  type Identification,
  type Family,
  type Fields,
  type RawRequest,
  type Reply,
  operation,
} from '../../../dialect.ts';
import { renderDocumentedFailure } from '../../../kit/documented.ts';
import { renderFramed } from '../../../kit/frame.ts';
import { parseJson } from '../../../kit/json.ts';
import { isRecord, type Reading, readFields } from '../../../kit/read.ts';
import { findRefused } from '../../../kit/request-field.ts';
import { CHECKOUT_TABLE } from '../request-field.ts';
import { NAME_MAX, ORDER_ID, ORDER_ID_MAX, ORDER_ID_SAYS, PHONE, PHONE_MAX } from '../schema.ts';
import {
  algorithmOf,
  CURRENCY,
  explainToken,
  isTokenGood,
  listPreImages,
  sumItems,
} from '../../token.ts';
import { NO_MANDATES, readPaymentMode } from './payment-mode.ts';

const DESCRIPTION_MAX = 1000;
const ID_MAX = 128;

/** `bases` are the places of the endpoint itself. */
export function checkoutFamily(bases: readonly string[]): Family {
  return {
    name: 'native-checkout',
    bases,
    proof: 'secret',
    identify,
    open: (request, identification, account, { secret }) => {
      const fields = unwrap(request);
      if (isFailure(fields)) return fields;
      const algorithm = algorithmOf(fields.values['deviceId']);
      const total = sumItems(fields);
      // Without these two nothing can be checked; with a wrong one nothing must be told.
      if (algorithm === null || total === null) return invalid(listFlaws(algorithm, total));
      const preImages = listPreImages(fields, total);
      if (isTokenGood(identification.proof ?? '', algorithm, preImages, secret)) return fields;
      const detail = explainToken(fields, algorithm, total);
      const told = account.mode === 'sandbox' ? { detail } : {};
      return { failure: 'credentials_wrong', ...told };
    },
    operations: [
      operation({ method: 'POST', path: '/', rate: 'create' }, parseCheckout, renderCheckout),
    ],
    renderFailure,
  };
}

function listFlaws(algorithm: unknown, total: number | null) {
  const device = 'deviceId must be WEBSH1 or WEBSH2, or the same for Android or iOS';
  const items = 'items must be a list of amounts such as 500.00';
  return [
    ...(algorithm === null
      ? [{ field: 'deviceId', rule: 'format' as const, message: device }]
      : []),
    ...(total === null ? [{ field: 'items', rule: 'format' as const, message: items }] : []),
  ];
}

function identify(request: RawRequest): Identification | Failure {
  const fields = unwrap(request);
  if (isFailure(fields)) return fields;
  const { merchantId, token } = fields.values;
  const isNamed = typeof merchantId === 'string' && merchantId !== '';
  if (!isNamed || typeof token !== 'string' || !/^[0-9a-fA-F]{1,128}$/.test(token)) {
    return { failure: 'credentials_missing' };
  }
  return { key: merchantId, proof: token };
}

/** The `consumerData` of a configuration: an object in JSON, its text in a form. */
function unwrap(request: RawRequest): Fields | Failure {
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const { consumerData } = fields.values;
  if (isRecord(consumerData)) {
    const inside = [...fields.lexemes].filter(([path]) => path.startsWith('consumerData.'));
    const lexemes = new Map(inside.map(([path, text]) => [path.slice(13), text]));
    return { values: consumerData, lexemes };
  }
  const document = typeof consumerData === 'string' ? parseJson(consumerData) : null;
  if (document === null || 'refusal' in document || !isRecord(document.value)) {
    return { failure: 'body_malformed', detail: 'consumerData must be a JSON object' };
  }
  return { values: document.value, lexemes: document.lexemes };
}

/** What stands beside `consumerData`: an object in JSON, its text in a form. */
function featuresOf({ fields }: RawRequest): Fields['values'] {
  const read = fields();
  const given = isFailure(read) ? undefined : read.values['features'];
  if (isRecord(given)) return given;
  const document = typeof given === 'string' ? parseJson(given) : null;
  const isRead = document !== null && !('refusal' in document) && isRecord(document.value);
  return isRead ? (document.value as Fields['values']) : {};
}

/** What asks for a product that no account here has; of `accountNo` the parser says more. */
function refuseProducts(read: Reading, { fields, request }: Call): void {
  const given = [{ features: featuresOf(request) }, fields.values];
  const asked = given.map((values) => findRefused(values, CHECKOUT_TABLE));
  const field = asked.find((name) => name !== undefined && name !== 'accountNo');
  if (field !== undefined) read.refuse({ field, rule: 'unknown', message: NO_MANDATES });
}

/** A sale that is debited at once; `RESERVE` holds the money, and nobody could take it then. */
function readSale(read: Reading): void {
  for (const [field, word] of [
    ['txnType', 'SALE'],
    ['txnSubType', 'DEBIT'],
  ] as const) {
    const given = read.text(field) ?? word;
    if (given.toUpperCase() === word) continue;
    read.refuse({ field, rule: 'unknown', message: `${field} must be ${word} for this merchant` });
  }
}

/** Each scheme is an account of the merchant's that its items are settled to. */
function refuseSplits(read: Reading): void {
  const items = read.raw('items');
  const ids = Array.isArray(items)
    ? items.map((item) => (isRecord(item) ? item['itemId'] : null) ?? '')
    : [];
  // A number is its digits; whatever else is no text is told apart as it came.
  const texts = ids.map((id) => (typeof id === 'string' ? id : JSON.stringify(id)));
  if (new Set(texts.filter((text) => text !== '')).size <= 1) return;
  const message = 'items must be of one scheme: payments are not split for this merchant';
  read.refuse({ field: 'items', rule: 'unknown', message });
}

function parseCheckout(call: Call): CreateOrder | Failure {
  const read = readFields(call.fields);
  refuseProducts(read, call);
  readSale(read);
  refuseSplits(read);
  const methods = readPaymentMode(read);
  const reference = read.text('txnId', {
    required: true,
    max: ORDER_ID_MAX,
    numbers: true,
    pattern: ORDER_ID,
    says: ORDER_ID_SAYS,
  });
  const currency = read.text('currency') ?? CURRENCY;
  if (currency !== CURRENCY) {
    const message = `currency must be ${CURRENCY}, because the token does not cover it`;
    read.refuse({ field: 'currency', rule: 'format', message });
  }
  // Without it no form of another gateway, which is hashed alike, can be taken for a token. And an
  // account that alone may pay is not looked at here.
  if (read.has('accountNo')) {
    const message = 'accountNo must be empty: mandates are not available';
    read.refuse({ field: 'accountNo', rule: 'unknown', message });
  }
  // Kits leave it empty when they want the result on their own page.
  const address = read.url('returnUrl');
  const id = read.text('consumerId', { max: ID_MAX, numbers: true });
  const email = read.email('consumerEmailId');
  const phone = read.text('consumerMobileNo', { max: PHONE_MAX, pattern: PHONE, numbers: true });
  const description = read.text('cartDescription', { max: DESCRIPTION_MAX });
  const amountMinor = sumItems(call.fields);
  const hash = algorithmOf(call.fields.values['deviceId']);
  read.issues.push(...listFlaws(hash, amountMinor));
  if (read.issues.length > 0 || amountMinor === null) return invalid(read.issues);
  const name = /\{custname:([^{}]*)/
    .exec(description ?? '')?.[1]
    ?.trim()
    .slice(0, NAME_MAX);
  return {
    kind: 'createOrder',
    dialect: 'worldline',
    reference,
    repeat: 'renew',
    amountMinor,
    currency,
    amountText: null,
    capture: 'automatic',
    description: null,
    customer: { id, name: name === '' ? null : (name ?? null), email, phone },
    notes: {},
    ...(methods === null ? {} : { methods }),
    returns: { success: address, failure: address, cancel: address, notify: null },
    wire: { merchantId: call.account.key, cartDescription: description, hash },
    expiresAt: null,
  };
}

/** A program that sends JSON; a browser sends a form and can only be shown pages. */
function isProgram({ headers }: RawRequest): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(headers['content-type'] ?? '');
}

/**
 * The origin of the page that takes the result itself. It comes beside what the token covers, as
 * `returnUrl` does in effect: whoever has a signed order may say where its result goes.
 */
function embedderOf({ fields }: RawRequest): string | null {
  const read = fields();
  return isFailure(read) ? null : readOrigin(read.values['embedder']);
}

function renderCheckout({ aggregate }: Outcome, { addresses, request }: Call): Reply {
  const embedder = embedderOf(request);
  const url = embedder === null ? addresses.page(aggregate) : addresses.frame(aggregate, embedder);
  if (!isProgram(request)) return { kind: 'redirect', url };
  const { order } = aggregate;
  const body = { status: 'SUCCESS', txnId: ownReference(order), url };
  return { kind: 'json', status: 200, body };
}

function renderFailure(failure: Failure, request: RawRequest): Reply {
  const told = renderDocumentedFailure(failure, { reference: 'txnId' });
  if (told.kind !== 'json' || isProgram(request)) return told;
  const isTaken = failure.failure === 'order_reference_taken';
  const message = isTaken
    ? 'The shop has used this transaction id for another payment already.'
    : 'The shop asked for a payment in a way that cannot be understood.';
  const lines = (failure.issues ?? []).map((issue) => issue.message);
  const detail = [...(failure.detail === undefined ? [] : [failure.detail]), ...lines].join('\n');
  const page = {
    status: told.status,
    title: 'This payment cannot start',
    message,
    detail: detail === '' ? failure.failure : detail,
  };
  const embedder = embedderOf(request);
  return embedder === null ? { kind: 'page', ...page } : renderFramed(page, embedder);
}
