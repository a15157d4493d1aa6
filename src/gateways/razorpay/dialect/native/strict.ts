// In what Razorpay is less kind than our sandbox: where customers bear the fee, what is captured is
// more than the order's amount. Source: razorpay.md §P.11.
import { isRecord } from '../../../kit/read.ts';
import type { Strictness } from '../../../dialect.ts';

export const STRICT: Strictness = Object.freeze({
  retell: (body: unknown): unknown => {
    if (!isRecord(body)) return body;
    const { items } = body;
    return Array.isArray(items) ? { ...body, items: items.map(addFee) } : addFee(body);
  },
});

/** Of one that was given back whole a part remains: the fee does not go back with it. */
function addFee(entity: unknown): unknown {
  if (!isRecord(entity) || entity['entity'] !== 'payment') return entity;
  const { amount, fee, refund_status: back } = entity;
  if (typeof amount !== 'number' || typeof fee !== 'number') return entity;
  const rest = back === 'full' ? { status: 'captured', refund_status: 'partial' } : {};
  return { ...entity, amount: amount + fee, ...rest };
}
