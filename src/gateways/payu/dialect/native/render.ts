// What became of a command of the server API. Sources: see detail.ts and action.ts.
import type { Listing, Outcome } from '../../../../core/decision.ts';
import { ownReference } from '../../../../core/name.ts';
import { decisivePayment } from '../../../../core/payment.ts';
import type { Call, Reply } from '../../../dialect.ts';
import { listRefund, listActions, describeOutcome, describeRefund } from './action.ts';
import { checkPayment, listPayment, verifyPayment } from './detail.ts';
import { byPayment, LIST_MAX, namesOf } from './parse.ts';
import { NOT_FOUND } from './refusal.ts';
import { viewResponse } from './response.ts';

function json(body: unknown): Reply {
  return { kind: 'json', status: 200, body };
}

/** "1 out of 2 Transactions Fetched Successfully", with what there is for every name asked. */
function renderDetails(call: Call, tellOne: (name: string) => unknown, absent: unknown): Reply {
  const told = namesOf(call).map((name) => [name, tellOne(name)] as const);
  const found = told.filter(([, each]) => each !== undefined).length;
  return json({
    status: found > 0 ? 1 : 0,
    msg: `${found} out of ${told.length} Transactions Fetched Successfully`,
    transaction_details: Object.fromEntries(told.map(([name, each]) => [name, each ?? absent])),
  });
}

function byReference({ items }: Listing): ReadonlyMap<string, Outcome> {
  return new Map(items.map((item) => [ownReference(item.aggregate.order) ?? '', item]));
}

export function renderVerified(listing: Listing, call: Call): Reply {
  const found = byReference(listing);
  const tellOne = (name: string) => {
    const aggregate = found.get(name)?.aggregate;
    return aggregate && verifyPayment(aggregate, decisivePayment(aggregate.payments), call);
  };
  return renderDetails(call, tellOne, NOT_FOUND);
}

export function renderChecked({ aggregate, payment }: Outcome, call: Call): Reply {
  const details = payment === null ? NOT_FOUND : checkPayment(aggregate, payment, call);
  return json({
    status: payment === null ? 0 : 1,
    msg: 'Transaction Fetched Successfully',
    transaction_details: details,
  });
}

/** `response` as the form's answer to a server has it (observed: a shop's code reads `field1`). */
export function renderResponse({ aggregate }: Outcome, { credentials }: Call): Reply {
  const response = viewResponse(aggregate.order, decisivePayment(aggregate.payments), credentials);
  return json({ status: 1, msg: 'Transaction Fetched Successfully', response });
}

/** docs.payu.in/reference/get_tdr_api. */
export function renderRate(): Reply {
  return json({ status: 1, msg: 'Transaction Fetched Successfully', TDR_details: { TDR: 0 } });
}

const NO_ACTION = 'No action status found';

export function renderStatus({ items }: Listing, call: Call): Reply {
  const whole = byPayment(call);
  const tellOne = (name: string) => {
    const refunded = items.find(({ refund }) => String(refund?.id.number) === name);
    if (refunded?.refund && refunded.payment && !whole) {
      return { [name]: describeRefund(refunded.refund, refunded.payment) };
    }
    const paid = items.find(({ payment }) => String(payment?.id.number) === name);
    if (!paid?.payment) return undefined;
    const outcome = describeOutcome(paid.payment);
    const own = outcome === null ? {} : { [name]: outcome };
    return unlessEmpty(whole ? listActions(paid.aggregate, [paid.payment]) : own);
  };
  return renderDetails(call, tellOne, NO_ACTION);
}

export function renderStatusByReference(listing: Listing, call: Call): Reply {
  const refunds = listing.items.filter(({ refund }) => refund !== null);
  const orders = byReference({ items: listing.items.filter(({ refund }) => refund === null) });
  const tellOne = (name: string) => {
    const aggregate = orders.get(name)?.aggregate;
    if (aggregate) return unlessEmpty(listActions(aggregate, aggregate.payments));
    const refunded = refunds.find(({ refund }) => String(refund?.id.number) === name);
    if (!refunded?.refund || !refunded.payment) return undefined;
    return { [name]: describeRefund(refunded.refund, refunded.payment) };
  };
  return renderDetails(call, tellOne, NO_ACTION);
}

function unlessEmpty<T extends object>(told: T): T | undefined {
  return Object.keys(told).length > 0 ? told : undefined;
}

export function renderRefunds({ items }: Listing): Reply {
  const lines = items.flatMap(({ aggregate: { payments, refunds } }) =>
    refunds.flatMap((refund) => {
      const payment = payments.find(({ id }) => id.key === refund.paymentKey);
      return payment === undefined ? [] : [listRefund(refund, payment)];
    }),
  );
  if (items.length === 0) return json({ status: 0, msg: 'Transaction not exists' });
  if (lines.length === 0) return json({ status: 1, msg: 'No Refunds Found for the transaction.' });
  return json({
    status: 1,
    msg: 'Refunds fetched successfully.',
    'Refund Details': Object.groupBy(lines, ({ PayuID }) => PayuID),
  });
}

export function renderRefunded({ payment, refund }: Outcome): Reply {
  if (payment === null) return json({ status: 0, msg: 'Refund request failed' });
  const mihpayid = payment.id.number;
  const number = String((refund ?? payment).id.number);
  const rest = { bank_ref_num: null, mihpayid, error_code: 102 };
  return json(
    refund === null
      ? { status: 1, msg: 'Cancel Request Queued', txn_update_id: number, ...rest }
      : { status: 1, msg: 'Refund Request Queued', request_id: number, ...rest },
  );
}

/** docs.payu.in/reference/capture_a_payment; 100: "Capture transaction is in successful state". */
export function renderCaptured({ payment }: Outcome): Reply {
  if (payment === null) return json({ status: 0, msg: 'Capture failed', error_code: 109 });
  return json({
    status: 1,
    msg: 'Capture Request Queued',
    request_id: String(payment.id.number),
    bank_ref_num: payment.bankReference ?? '',
    mihpayid: payment.id.number,
    error_code: 100,
  });
}

/** docs.payu.in/reference/cancel-a-pre-authorized-transaction, success scenario. */
export function renderCancelled({ payment }: Outcome): Reply {
  if (payment === null) return json({ status: 0, msg: 'Cancelled failed', error_code: 105 });
  return json({
    status: 1,
    msg: 'Cancelled Request Queued',
    txn_update_id: String(payment.id.number),
    bank_ref_num: null,
    error_code: 102,
  });
}

/** Newest first. Source: docs.payu.in/reference/get_transaction_details_api. */
export function renderList({ items }: Listing, call: Call): Reply {
  if (items.length > LIST_MAX) {
    const msg = `More than ${LIST_MAX} transactions: ask for a shorter period`;
    return json({ status: 0, msg });
  }
  return json({
    status: 1,
    msg: 'Transaction Fetched Successfully',
    Transaction_details: items.flatMap(({ aggregate, payment }) =>
      payment === null ? [] : [listPayment(aggregate, payment, call.credentials.key)],
    ),
  });
}
