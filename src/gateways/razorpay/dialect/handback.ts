// The browser's way back: three fields and their signature, the error's fields, or the cancel page.
// Source: razorpay.md §2.1 and §2.2 (documented).
import { isUndecided, type Payment } from '../../../core/payment.ts';
import type { Order } from '../../../core/order.ts';
import type { Handback, Return } from '../../dialect.ts';
import { hmacSha256 } from '../../kit/proof.ts';
import { isOrderless, nameOf } from '../ids.ts';
import { errorOf, LINK_STATUS, PAYMENT_ERROR } from '../words.ts';

export const handback: Handback = ({ aggregate, payment, credentials, embedded = false }) => {
  const { order } = aggregate;
  const { success, cancel } = order.returns;
  if (order.link !== undefined && !embedded) return backOfLink(order, payment, credentials.secret);
  // The page that our script opened ours from takes the fields itself, whatever it does with them.
  const url = embedded ? (success ?? '') : success;
  const orderId = isOrderless(order) ? null : nameOf('order', order);
  if (payment?.status === 'captured' || payment?.status === 'authorized') {
    if (url === null) return null;
    const paymentId = nameOf('payment', payment);
    // A payment without an order is told by its name alone (razorpay.md §2.6).
    if (orderId === null) {
      return { kind: 'browserPost', url, fields: [['razorpay_payment_id', paymentId]] };
    }
    const signature = hmacSha256(credentials.secret, `${orderId}|${paymentId}`).toString('hex');
    const fields = [
      ['razorpay_payment_id', paymentId],
      ['razorpay_order_id', orderId],
      ['razorpay_signature', signature],
    ] as const;
    return { kind: 'browserPost', url, fields };
  }
  // Nothing can be said yet: the customer stays until it is decided.
  if (payment !== null && isUndecided(payment)) return null;
  const left = payment === null || payment.decline === 'cancelled_by_customer';
  if (left && cancel !== null && !embedded) return { kind: 'redirect', url: cancel };
  return url === null ? null : postError(url, orderId, payment);
};

/**
 * The browser comes back by GET, and only once the link is paid (razorpay.md §2.4); until then the
 * customer stays, and may try again.
 */
function backOfLink(order: Order, payment: Payment | null, secret: string): Return | null {
  const { success } = order.returns;
  if (success === null || payment?.status !== 'captured') return null;
  const paymentId = nameOf('payment', payment);
  const linkId = nameOf('link', order);
  const reference = order.link?.reference ?? '';
  const { paid: status } = LINK_STATUS;
  const url = new URL(success);
  for (const [name, value] of [
    ['razorpay_payment_id', paymentId],
    ['razorpay_payment_link_id', linkId],
    ['razorpay_payment_link_reference_id', reference],
    ['razorpay_payment_link_status', status],
  ] as const) {
    url.searchParams.append(name, value);
  }
  const text = [linkId, reference, status, paymentId].join('|');
  url.searchParams.append('razorpay_signature', hmacSha256(secret, text).toString('hex'));
  return { kind: 'redirect', url: url.href };
}

function postError(url: string, orderId: string | null, payment: Payment | null): Return {
  const error = payment === null ? PAYMENT_ERROR.cancelled_by_customer : errorOf(payment);
  const metadata = {
    ...(payment === null ? {} : { payment_id: nameOf('payment', payment) }),
    ...(orderId === null ? {} : { order_id: orderId }),
  };
  const fields = [
    ...Object.entries(error).map(([name, value]) => [`error[${name}]`, value] as const),
    ['error[metadata]', JSON.stringify(metadata)] as const,
  ];
  return { kind: 'browserPost', url, fields };
}
