// Inquiry and refund of the signed generations: fields in, signed JSON of texts out.
// Source: pinelabs.md §2.5.
import type { CreateRefund, FindMany } from '../../../../../core/command.ts';
import type { Listing, Outcome } from '../../../../../core/decision.ts';
import { type Failure, invalid } from '../../../../../core/failure.ts';
import { type Locator, numberLocator, tokenLocator } from '../../../../../core/id.ts';
import type { Aggregate } from '../../../../../core/order.ts';
import type { Call, Fields, RawRequest, Reply } from '../../../../dialect.ts';
import { readFields } from '../../../../kit/read.ts';
import { decisiveFacts, type Facts, type Naming, nameFacts } from '../../attempt.ts';
import { pineTxnId } from '../../render.ts';
import { ORDER_PREFIX } from '../../../ids.ts';
import { AMOUNT_MIN, TXN_ID_MAX } from '../../schema.ts';
import { type Pair, signPpcFields } from '../../../signature.ts';
import { indianTime } from '../../../time.ts';
import { PARENT_CODES, txnWord } from '../../../words.ts';
import { PPC_NAMING } from './naming.ts';
import { INR_NUMBER, only } from './purchase.ts';

const INQUIRY = '3';
const REFUND = '10';
/** The inquiry itself went well; how the payment stands is its parent's status. */
const ANSWERED = Object.freeze({ status: '7', response: '1', message: 'SUCCESS' });
const INITIATED = Object.freeze({
  status: '1',
  response: '2',
  message: 'REFUND PROCESS INITIATED',
});

type When = (request: RawRequest, fields: Fields) => boolean;

const isOfType =
  (type: string): When =>
  (_request, { values }) =>
    values['ppc_TransactionType'] === type;
export const isInquiry = isOfType(INQUIRY);
export const isRefund = isOfType(REFUND);

/** A transaction of another type, or of none. */
export function refuseType(call: Call): Failure {
  const field = 'ppc_TransactionType';
  const message = `must be ${INQUIRY} or ${REFUND}`;
  const rule = field in call.fields.values ? 'unknown' : 'required';
  return invalid([{ field, rule, message }]);
}

/** An unknown name is an answer like any other, and signed: so nothing is refused for it. */
export function parseInquiry(call: Call): FindMany | Failure {
  const read = readFields(call.fields);
  const reference = read.text('ppc_UniqueMerchantTxnID', { max: TXN_ID_MAX });
  const pineId = read.text('ppc_PinePGTransactionID', { max: TXN_ID_MAX });
  if (reference === null && pineId === null) {
    const message = 'is required';
    read.refuse({ field: 'ppc_UniqueMerchantTxnID', rule: 'required', message });
  }
  if (read.issues.length > 0) return invalid(read.issues);
  // Who names both means the order of that reference, and nothing where there is none.
  const named = reference === null ? pineLocators(pineId ?? '') : referenceLocators(reference);
  return { kind: 'findMany', orders: [named] };
}

export function parseRefund(call: Call): CreateRefund | Failure {
  const read = readFields(call.fields);
  const reference = read.text('ppc_UniqueMerchantTxnID', { required: true, max: TXN_ID_MAX });
  const pineId = read.text('ppc_PinePGTransactionID', { required: true, max: TXN_ID_MAX });
  const minor = read.integer('ppc_Amount', { required: true, min: AMOUNT_MIN });
  only(read, 'ppc_CurrencyCode', INR_NUMBER);
  if (read.issues.length > 0 || minor === null || pineId === null) return invalid(read.issues);
  return {
    kind: 'createRefund',
    dialect: 'pinelabs',
    target: { order: pineLocators(pineId) },
    reference,
    // "A new name, the refund's", in the field that names orders.
    sharesReferences: true,
    amount: { minor },
    note: null,
    notes: {},
    wire: {},
  };
}

/** Ours is told in its place where an order has none. */
function referenceLocators(reference: string): readonly Locator[] {
  const own = tokenLocator(reference, ORDER_PREFIX);
  return [{ by: 'reference', reference }, ...(own === undefined ? [] : [own])];
}

/** Natively a number; create on the documented paths answered a name of ours. */
function pineLocators(pineId: string): readonly Locator[] {
  const named = tokenLocator(pineId, ORDER_PREFIX) ?? numberLocator(pineId);
  return named === undefined ? [] : [named];
}

export function renderInquiry({ items }: Listing, call: Call): Reply {
  const [found] = items;
  if (found === undefined || !isMeant(found.aggregate, call)) return renderMissing(call);
  return seal(call, PPC_NAMING, inquiryFacts(found.aggregate, call));
}

/** Whoever names the payment too must name the one of this order. */
function isMeant({ order }: Aggregate, call: Call): boolean {
  const pineId = sent(call, 'ppc_PinePGTransactionID');
  return pineId === '' || pineId === String(order.id.number) || pineId === pineTxnId(order);
}

function inquiryFacts(aggregate: Aggregate, call: Call): Facts {
  const parent = PARENT_CODES[txnWord(aggregate)];
  return {
    ...asked(aggregate, call),
    status: ANSWERED.status,
    response: ANSWERED.response,
    message: ANSWERED.message,
    parentStatus: parent.status,
    parentResponse: parent.response,
    parentMessage: parent.message,
  };
}

/** The facts, with the names by which this caller goes. */
function asked(aggregate: Aggregate, call: Call): Facts {
  return {
    ...decisiveFacts(aggregate, call.credentials, call.now),
    merchantId: sent(call, 'ppc_MerchantID'),
    accessCode: sent(call, 'ppc_MerchantAccessCode'),
    pineId: String(aggregate.order.id.number),
  };
}

function renderMissing(call: Call): Reply {
  return reply(call, [
    ['ppc_MerchantID', sent(call, 'ppc_MerchantID')],
    ['ppc_MerchantAccessCode', sent(call, 'ppc_MerchantAccessCode')],
    ['ppc_PinePGTxnStatus', '-6'],
    ['ppc_TransactionCompletionDateTime', indianTime(call.now)],
    ['ppc_UniqueMerchantTxnID', sent(call, 'ppc_UniqueMerchantTxnID')],
    ['ppc_TxnResponseCode', '-40'],
    ['ppc_TxnResponseMessage', 'INVALID DATA'],
    ['ppc_CapturedAmount', '0'],
    ['ppc_RefundedAmount', '0'],
  ]);
}

/** The refund's own name and amount; the payment it belongs to keeps its number. */
export function renderRefund({ aggregate, refund }: Outcome, call: Call): Reply {
  if (refund === null) throw new Error('a refund was asked for');
  return seal(call, PPC_NAMING.slice(0, REFUND_FIELDS), {
    ...asked(aggregate, call),
    status: INITIATED.status,
    response: INITIATED.response,
    message: INITIATED.message,
    completed: indianTime(refund.createdAt),
    reference: refund.reference ?? '',
    amount: String(refund.amountMinor),
  });
}

// As far as the refunded amount; what follows is about the payment.
const REFUND_FIELDS = PPC_NAMING.findIndex(([name]) => name === 'ppc_AcquirerName');

function seal(call: Call, naming: Naming, facts: Facts): Reply {
  return reply(call, nameFacts(facts, naming));
}

function reply(call: Call, pairs: readonly Pair[]): Reply {
  const sealed = signPpcFields(pairs, call.credentials.secret);
  return { kind: 'json', status: 200, body: Object.fromEntries(sealed) };
}

function sent({ fields }: Call, name: string): string {
  const value = fields.values[name];
  return typeof value === 'string' ? value : '';
}
