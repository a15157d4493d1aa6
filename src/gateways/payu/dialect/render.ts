// Orders as the documented PayU paths answer them.
import type { Outcome } from '../../../core/decision.ts';
import { formatDecimal } from '../../../core/money.ts';
import { ownReference } from '../../../core/name.ts';
import { decisivePayment } from '../../../core/payment.ts';
import type { Call, Reply } from '../../dialect.ts';
import { ORDER_PREFIX } from '../ids.ts';
import { describeInstrument, judge } from '../words.ts';

export function renderCreated({ aggregate }: Outcome, call: Call): Reply {
  const { order } = aggregate;
  return {
    kind: 'json',
    status: 200,
    body: {
      status: 1,
      msg: 'Order Created',
      result: {
        txnid: ownReference(order),
        order_id: `${ORDER_PREFIX}_${order.id.token}`,
        payment_url: call.addresses.page(aggregate),
      },
    },
  };
}

export function renderFetched({ aggregate: { order, payments } }: Outcome): Reply {
  const payment = decisivePayment(payments);
  const { status } = judge(order, payment);
  // Unpaid: the keys stay and hold null, as in PayU's own samples (payu.md §5.1, inferred).
  const paying = status === 'success' ? payment : null;
  return {
    kind: 'json',
    status: 200,
    body: {
      status: 1,
      result: {
        txnid: ownReference(order),
        amount: formatDecimal(order.amountMinor, order.currency),
        status,
        mode: paying?.instrument ? describeInstrument(paying.instrument).mode : null,
        bank_ref_num: paying?.bankReference ?? null,
      },
    },
  };
}
