// One refund of the gateway's, whoever asked for it: ours, the dashboard's, or one of its own.
// Source: docs/gateways/cashfree.md §1.8 and §P.4.
import type { RefundFinding } from '../../processor.ts';
import { amountOf, briefly, currencyOf, idOf, type Part, textOf } from './reply.ts';
import { refundStateOf } from './words.ts';

/** Null where it is of another order, or has neither name. */
export function readRefundFinding(refund: Part, name: string): RefundFinding | null {
  const theirs = idOf(refund, 'cf_refund_id');
  const ours = textOf(refund, 'refund_id');
  if (textOf(refund, 'order_id') !== name || (theirs ?? ours) === null) return null;
  const currency = currencyOf(refund, 'refund_currency');
  const status = textOf(refund, 'refund_status');
  const words = [status, textOf(refund, 'refund_type'), textOf(refund, 'status_description')];
  return {
    theirs,
    ours,
    attempt: idOf(refund, 'cf_payment_id'),
    state: refundStateOf(status),
    raw: briefly(words.filter((each) => each !== null).join(', ')),
    amountMinor: amountOf(refund, 'refund_amount', currency),
    currency,
    bankReference: textOf(refund, 'refund_arn'),
  };
}
