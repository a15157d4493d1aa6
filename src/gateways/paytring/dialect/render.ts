// Orders and refunds as Paytring's own paths answer them.
import type { Outcome } from '../../../core/decision.ts';
import { ownReference } from '../../../core/name.ts';
import { type Aggregate, customerOf, type Order } from '../../../core/order.ts';
import { decisivePayment } from '../../../core/payment.ts';
import type { Refund } from '../../../core/refund.ts';
import type { Call, Reply } from '../../dialect.ts';
import { isRecord } from '../../kit/read.ts';
import { ADDRESS_FIELDS, NOTE_FIELDS } from './schema.ts';
import { requestName, spellInstant, spellTime } from '../time.ts';
import { METHOD, orderWord, REFUND, unmappedWord } from '../words.ts';

/** Our name of an order: digits, as every client of this gateway keeps it. */
export function orderName({ id }: Order): string {
  return String(id.number);
}

export function reply(body: Readonly<Record<string, unknown>>): Reply {
  return { kind: 'json', status: 200, body: { status: true, ...body } };
}

export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

export function renderCreated({ aggregate }: Outcome, { addresses }: Call): Reply {
  return reply({ url: base64(addresses.page(aggregate)), order_id: orderName(aggregate.order) });
}

export function renderFetched({ aggregate }: Outcome): Reply {
  const { order, payments } = aggregate;
  const payment = decisivePayment(payments);
  const instrument = payment?.instrument ?? null;
  const card = instrument?.method === 'card' ? instrument : null;
  const { name, email, phone } = customerOf(order, payment);
  return reply({
    order: {
      order_id: orderName(order),
      receipt_id: ownReference(order) ?? '',
      pg_transaction_id: payment?.processorReference ?? '',
      amount: order.amountMinor,
      currency: order.currency,
      pg: payment?.processor ?? '',
      method: instrument === null ? '' : METHOD[instrument.method],
      order_status: orderWord(aggregate),
      unmapped_status: unmappedWord(payment),
      card_last_4: card?.last4 ?? '',
      card_issuer: card?.network ?? '',
      customer: { name: name ?? '', email: email ?? '', phone: phone ?? '' },
      notes: { ...blanks(NOTE_FIELDS), ...order.notes },
      billing_address: addressOf(order, 'billing_address'),
      shipping_address: addressOf(order, 'shipping_address'),
      additional_charges: 0,
      mdr: '',
      // No account here restricts who may pay.
      tpv: [],
      created_at: spellTime(order.createdAt),
      updated_at: spellTime(changedAt(aggregate)),
    },
  });
}

function blanks(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '']));
}

function ofUs({ dialect }: Order): boolean {
  return dialect === 'paytring';
}

function addressOf(order: Order, field: string): Readonly<Record<string, unknown>> {
  const kept = ofUs(order) ? order.wire[field] : undefined;
  return { ...blanks(ADDRESS_FIELDS), ...(isRecord(kept) ? kept : {}) };
}

function changedAt({ order, payments, refunds }: Aggregate): number {
  const times = [
    order.createdAt,
    ...payments.map(({ createdAt, completedAt }) => completedAt ?? createdAt),
    ...refunds.map(({ createdAt, processedAt }) => processedAt ?? createdAt),
  ];
  return Math.max(...times);
}

const refundName = ({ id }: Refund): string => String(id.number);

/** `message` differs between the two requests (documented). */
export function renderRefunded(message: string) {
  return ({ refund }: Outcome): Reply => {
    if (refund === null) throw new Error('a refund that was just made');
    return reply({ message, id: refundName(refund) });
  };
}

export function renderRefund({ aggregate, refund }: Outcome, { now }: Call): Reply {
  if (refund === null) throw new Error('a refund that was found');
  const message = 'Refund Data Fetched Successfully';
  return reply({ message, data: refundFacts(refund, aggregate), request_id: requestName(now) });
}

/** Oldest first. */
export function renderAttempts({ aggregate }: Outcome, { now }: Call): Reply {
  const data = aggregate.refunds.map((refund) => refundFacts(refund, aggregate));
  const message = 'Refund attempts fetched successfully';
  return reply({ message, data, request_id: requestName(now) });
}

function refundFacts(refund: Refund, { payments }: Aggregate) {
  const payment = payments.find(({ id }) => id.key === refund.paymentKey);
  return {
    refund_id: refundName(refund),
    amount: refund.amountMinor,
    type: refund.amountMinor === payment?.capturedMinor ? 'Full' : 'Partial',
    status: REFUND[refund.status],
    rrn: refund.bankReference ?? '',
    attempted_at: spellInstant(refund.createdAt),
  };
}

export function renderCaptured(): Reply {
  return reply({ message: 'Order captured successfully.' });
}

export function renderCanceled(): Reply {
  return reply({ message: 'Order canceled successfully.' });
}
