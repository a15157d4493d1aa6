// What a webhook of Cashfree's is about, and whether it is sealed, as JSON or in the older form.
// Source: docs/gateways/cashfree.md §3.1, §3.2 and §P.7.
import { sameText, sha256Hex } from '../../kit/proof.ts';
import type { HookRequest, Located, Processor } from '../../processor.ts';
import { SIGNED_FIELDS, signForm, signText } from '../signature.ts';
import { idOf, type Part, parsePart, partOf, textOf } from './reply.ts';

const SIGNATURE_HEADER = 'x-webhook-signature';
const TIMESTAMP_HEADER = 'x-webhook-timestamp';
const EVENT_HEADER = 'x-idempotency-key';

export const webhook: Processor['webhook'] = Object.freeze<Processor['webhook']>({
  locate: (request) => {
    const event = parsePart(request.body);
    return event === null ? locateForm(request) : locateEvent(event, request);
  },
  // No document has a time after which one is stale, and those that are sent again come half an
  // hour later, so `now` decides nothing: a replay brings an inquiry forward, no more.
  verify: ({ headers, body }, { credentials }) => {
    const given = headers[SIGNATURE_HEADER] ?? '';
    const timestamp = headers[TIMESTAMP_HEADER] ?? '';
    const form = given === '' ? readForm(body) : null;
    return credentials.some(({ client_secret: secret = '' }) => {
      if (secret === '') return false;
      if (form !== null) return sameText(form.signature, signForm(form.fields, secret));
      return timestamp !== '' && sameText(given, signText(timestamp + body, secret));
    });
  },
});

const NO_NAMES = Object.freeze({ name: null, attempt: null });

/** Tests of the dashboard, settlements and disputes have none of these. */
function locateEvent(event: Part, request: HookRequest): Located | null {
  const data = partOf(event, 'data');
  if (data === null) return null;
  const refund = partOf(data, 'refund') ?? partOf(data, 'auto_refund');
  const order = partOf(data, 'order');
  const payment = partOf(data, 'payment');
  const found = {
    ...NO_NAMES,
    name: nameIn(order) ?? nameIn(refund),
    attempt: idIn(payment) ?? idIn(refund),
  };
  if ((found.name ?? found.attempt) === null) return null;
  return { ...found, theirOrder: null, event: eventOf(request) };
}

/** Whether it is a name that we gave, the caller knows. */
function nameIn(part: Part | null): string | null {
  return part === null ? null : textOf(part, 'order_id');
}

function idIn(part: Part | null): string | null {
  return part === null ? null : idOf(part, 'cf_payment_id');
}

/**
 * Since 2025-01-01 it names each payload in a header; that is not sealed, and what is sent again is
 * the same payload, so an event without one stands for itself.
 */
function eventOf({ headers, body }: HookRequest): string {
  const id = headers[EVENT_HEADER]?.trim() ?? '';
  return /^[\w+/=.:-]{1,100}$/.test(id) ? id : sha256Hex(body);
}

type Form = {
  readonly fields: Parameters<typeof signForm>[0];
  readonly signature: string;
};

/** Which of the two comes to an order's own address is not documented (§8). */
function readForm(body: string): Form | null {
  const given = new URLSearchParams(body);
  const signature = given.get('signature');
  if (signature === null || !SIGNED_FIELDS.every((each) => given.has(each))) return null;
  const value = (name: (typeof SIGNED_FIELDS)[number]): string => given.get(name) ?? '';
  return {
    fields: {
      orderId: value('orderId'),
      orderAmount: value('orderAmount'),
      referenceId: value('referenceId'),
      txStatus: value('txStatus'),
      paymentMode: value('paymentMode'),
      txMsg: value('txMsg'),
      txTime: value('txTime'),
    },
    signature,
  };
}

function locateForm(request: HookRequest): Located | null {
  const form = readForm(request.body);
  if (form === null || form.fields.orderId === '') return null;
  const { orderId, referenceId } = form.fields;
  const attempt = /^\d{1,30}$/.test(referenceId) ? referenceId : null;
  return { event: sha256Hex(request.body), name: orderId, theirOrder: null, attempt };
}
