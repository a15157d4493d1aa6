// What a merchant sends on the documented Razorpay paths.
// Source: razorpay.md §0; limits from razorpay.md §1.4.
import type { CreateOrder } from '../../../core/command.ts';

export const CURRENCY_DEFAULT = 'INR';
export const RECEIPT_MAX = 40;
/**
 * "The amount must be at least INR 1.00": 100 paise; other currencies have no published minimum.
 */
export const AMOUNT_MIN = 100;
export const NOTES = Object.freeze({ pairs: 15, keyMax: 256, valueMax: 512 });
/** UPI, net banking and the wallets move rupees alone (inferred: schemes of India). */
export function methodsOf(currency: string): Pick<CreateOrder, 'methods'> {
  return currency === CURRENCY_DEFAULT ? {} : { methods: ['card'] };
}
