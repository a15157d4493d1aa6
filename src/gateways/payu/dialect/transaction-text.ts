// How PayU writes what an order and its payments say: echoed texts and debits.
import { formatDecimal } from '../../../core/money.ts';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import { isRecord } from '../../kit/read.ts';

/**
 * What the merchant sent with the order and gets back byte for byte; stored by our own parse, but
 * read as what comes from outside.
 */
export function readEcho(order: Order): Readonly<Record<string, string>> {
  const { echo } = order.wire;
  if (!isRecord(echo)) return {};
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(echo)) {
    if (typeof value === 'string') texts[name] = value;
  }
  return texts;
}

/** PayU prints this one as PHP prints a float: "10", "5.06", "500.5". */
export function formatDebit(order: Order, payment: Payment | null): string {
  const text = formatDecimal(payment?.amountMinor ?? order.amountMinor, order.currency);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
