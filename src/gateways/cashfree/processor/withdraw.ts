// Ends an order, so that nobody begins to pay it any more.
// Source: docs/gateways/cashfree.md §1.5, `PATCH`.
import type { Processor } from '../../processor.ts';
import { failureOf, isPart, readReply, textOf, unknown, unknownReply } from './reply.ts';
import { ordersPath, writeGet, writePatch } from './request.ts';

/** TERMINATION_REQUESTED: a payment is under way and may still succeed, no other can begin. */
const ENDED: ReadonlySet<string> = new Set(['TERMINATED', 'TERMINATION_REQUESTED', 'EXPIRED']);
/** A paid order is left as it is: an inquiry tells by what it was paid. */
const LEFT: ReadonlySet<string> = new Set(['ACTIVE', 'PAID']);

export const withdraw: NonNullable<Processor['withdraw']> = Object.freeze<
  NonNullable<Processor['withdraw']>
>({
  request: ({ name }, side) =>
    writePatch(side, [name, ordersPath(name)], { order_status: 'TERMINATED' }),
  read: (reply, { name }, side, step) => {
    const read = readReply(reply);
    if (!isPart(read)) {
      const failure = failureOf(read);
      const isNo = failure.kind === 'refused' && failure.why === 'input';
      if (!isNo) return failure;
      // Perhaps because it is over already.
      return step === 0
        ? { kind: 'then', request: writeGet(side, [name, ordersPath(name)]) }
        : unknown(failure.raw);
    }
    const word = textOf(read, 'order_status') ?? '';
    if (textOf(read, 'order_id') !== name) return unknownReply(reply);
    if (ENDED.has(word)) return { kind: 'withdrawn', raw: word };
    return LEFT.has(word) ? { kind: 'left', raw: word } : unknownReply(reply);
  },
});
