// How PayU writes what an order and its payments say: echoed texts and debits.
import { formatDecimal } from '../../../core/money.ts';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import { isRecord } from '../../kit/read.ts';

/** The merchant's own fields that it may replace later (payu.md §1.14): notes of these names. */
export const UPDATED: readonly string[] = Object.freeze(['udf1', 'udf2', 'udf3', 'udf4', 'udf5']);

/**
 * What the merchant sent with the order and gets back byte for byte, as it was updated; stored by
 * our own parse, but read as what comes from outside.
 */
export function readEcho({ wire, notes }: Order): Readonly<Record<string, string>> {
  const { echo } = wire;
  const texts: Record<string, string> = {};
  for (const [name, value] of isRecord(echo) ? Object.entries(echo) : []) {
    if (typeof value === 'string') texts[name] = value;
  }
  for (const name of UPDATED) {
    if (Object.hasOwn(notes, name)) texts[name] = notes[name] ?? '';
  }
  return texts;
}

/** PayU prints this one as PHP prints a float: "10", "5.06", "500.5". */
export function formatDebit(order: Order, payment: Payment | null): string {
  const text = formatDecimal(payment?.amountMinor ?? order.amountMinor, order.currency);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
