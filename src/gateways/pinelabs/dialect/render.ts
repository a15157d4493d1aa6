// Orders as the documented Pine Labs paths answer them.
import { asOf } from '../../../core/expiry.ts';
import type { Outcome } from '../../../core/decision.ts';
import { ownReference } from '../../../core/name.ts';
import type { Order } from '../../../core/order.ts';
import { decisivePayment } from '../../../core/payment.ts';
import type { Call, Reply } from '../../dialect.ts';
import { ORDER_PREFIX } from '../ids.ts';
import { modeOf, txnWord } from '../words.ts';

// Both describe the call, not the payment: an order that was found is a success (§5.2).
const DONE = Object.freeze({ response_code: 1, response_message: 'SUCCESS' });

/** Our name of the order. */
export function pineTxnId(order: Order): string {
  return `${ORDER_PREFIX}_${order.id.token}`;
}

/** The merchant's name of the order; ours when another dialect created it without one. */
export function merchantTxnId(order: Order): string {
  return ownReference(order) ?? pineTxnId(order);
}

export function renderCreated({ aggregate }: Outcome, call: Call): Reply {
  const { order } = aggregate;
  return {
    kind: 'json',
    status: 200,
    body: {
      ...DONE,
      ppc_MerchantTxnId: merchantTxnId(order),
      ppc_PinelabsTxnId: pineTxnId(order),
      redirect_url: call.addresses.page(aggregate),
    },
  };
}

export function renderFetched(outcome: Outcome, call: Call): Reply {
  const aggregate = asOf(outcome.aggregate, call.now);
  const { order, payments } = aggregate;
  const payment = decisivePayment(payments);
  const paidWith = payment?.status === 'captured' ? payment.instrument : null;
  return {
    kind: 'json',
    status: 200,
    body: {
      ...DONE,
      ppc_MerchantTxnId: merchantTxnId(order),
      ppc_Amount: order.amountMinor,
      ppc_TxnStatus: txnWord(aggregate),
      ppc_PaymentMode: paidWith === null ? null : modeOf(paidWith),
    },
  };
}
