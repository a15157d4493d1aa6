// Orders as the documented Worldline paths answer them.
import type { Outcome } from '../../../core/decision.ts';
import { formatDecimal } from '../../../core/money.ts';
import { ownReference } from '../../../core/name.ts';
import { decisivePayment } from '../../../core/payment.ts';
import type { Call, Reply } from '../../dialect.ts';
import { ORDER_PREFIX } from '../ids.ts';
import { fetchedStandingOf, TRANSACTION } from '../words.ts';

// About the call, not about the payment.
const CALL_STATUS = 'SUCCESS';

export function renderCreated({ aggregate }: Outcome, call: Call): Reply {
  return {
    kind: 'json',
    status: 200,
    body: {
      status: CALL_STATUS,
      order_id: ownReference(aggregate.order),
      paytring_order_id: `${ORDER_PREFIX}_${aggregate.order.id.token}`,
      payment_url: call.addresses.page(aggregate),
    },
  };
}

export function renderFetched({ aggregate }: Outcome): Reply {
  const { order } = aggregate;
  const words = TRANSACTION[fetchedStandingOf(aggregate, decisivePayment(aggregate.payments))];
  return {
    kind: 'json',
    status: 200,
    body: {
      status: CALL_STATUS,
      order_id: ownReference(order),
      paytring_order_id: `${ORDER_PREFIX}_${order.id.token}`,
      amount: formatDecimal(order.amountMinor, order.currency),
      currency: order.currency,
      txn_status: words.code,
      txn_msg: words.message,
    },
  };
}
