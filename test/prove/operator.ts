// The operator of the first server: decides what no answer of a processor can, as people do, by
// what the processor's own dashboard lists. What is decided wrongly the judge finds.
import type { Aggregate } from '../../src/core/order.ts';
import { admin } from '../support/chain.ts';
import { findThere } from './far.ts';
import { loadOrders } from './judge.ts';
import type { Lane, World } from './world.ts';

type Listed = {
  readonly id: string;
  readonly reason: string;
  readonly order: string;
  readonly payment: string;
  readonly refund: string | null;
};

/**
 * Says of each refund that its processor could not tell from others which one it was, or that it
 * was none. Resolves with how many were decided; what is open for other reasons stays open.
 */
export async function decideReviews(world: World): Promise<number> {
  let decided = 0;
  for (const lane of world.lanes) {
    const path = `/reviews?account=${lane.near.key}`;
    const { reviews } = await admin({ url: world.url }, 'GET', path, undefined);
    const unclear = (reviews as readonly Listed[]).filter(
      ({ reason }) => reason === 'refund_unclear',
    );
    for (const review of unclear) {
      const body = { by: 'operator', ...(await look(world, lane, review)) };
      await admin({ url: world.url }, 'POST', `/reviews/${review.id}`, body);
      world.note(`review of ${lane.processor} ${review.refund} decided: ${JSON.stringify(body)}`);
      decided += 1;
    }
  }
  return decided;
}

/** Of those that are alike it does not matter which is named, but none may be named twice. */
async function look({ books, far }: World, lane: Lane, { order, payment, refund }: Listed) {
  const orders = await loadOrders(books, lane.nearId);
  const near = orders.find((each) => `order_${each.order.id.token}` === order);
  const asked = near?.refunds.find(({ id }) => `rfnd_${id.token}` === refund);
  const there = await findThere(far, lane, payment.replace('pay_', ''));
  const taken = new Set(near?.refunds.map(({ processorReference }) => processorReference));
  const free = there?.refunds.find(
    (each) =>
      each.amountMinor === asked?.amountMinor &&
      each.status === 'processed' &&
      !taken.has(nameThere(lane, each)),
  );
  if (free === undefined) return { decision: 'failed' };
  const reference = nameThere(lane, free);
  return { decision: 'processed', ...(reference === null ? {} : { reference }) };
}

/** What that dashboard calls a refund; null: it lists no refunds, only what went back in all. */
function nameThere({ processor }: Lane, { id }: Aggregate['refunds'][number]): string | null {
  return processor === 'paytring' ? String(id.number) : null;
}
