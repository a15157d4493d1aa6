// What an event of Razorpay's is about, and whether it is signed.
// Source: docs/gateways/razorpay.md §3.1, §3.2, §3.4 and §P.6.
import { hmacSha256, sameText, sha256Hex } from '../../kit/proof.ts';
import type { HookRequest, Processor } from '../../processor.ts';
import { nameIn } from './note.ts';
import { type Entity, parseEntity, partOf, textOf } from './reply.ts';
import { isIdOf } from './request.ts';

const EVENT_HEADER = 'x-razorpay-event-id';
const SIGNATURE_HEADER = 'x-razorpay-signature';

export const webhook: Processor['webhook'] = Object.freeze<Processor['webhook']>({
  locate: (request) => {
    const event = parseEntity(request.body);
    if (event === null) return null;
    const order = entityOf(event, 'order');
    const payment = entityOf(event, 'payment');
    const refund = entityOf(event, 'refund');
    const theirOrder = textIn(order, 'id') ?? textIn(payment, 'order_id');
    const attempt = textIn(payment, 'id') ?? textIn(refund, 'payment_id');
    const located = {
      event: eventOf(request),
      // A receipt is a name of ours only if we gave it, which the caller knows.
      name: (payment === null ? null : nameIn(payment)) ?? textIn(order, 'receipt'),
      theirOrder: isIdOf('order', theirOrder) ? theirOrder : null,
      attempt: isIdOf('payment', attempt) ? attempt : null,
    };
    const isAbout = located.name ?? located.theirOrder ?? located.attempt;
    return isAbout === null ? null : located;
  },
  verify: ({ headers, body }, { credentials }) => {
    const signature = (headers[SIGNATURE_HEADER] ?? '').trim().toLowerCase();
    return credentials.some(({ webhook_secret: secret = '' }) => {
      return secret !== '' && sameText(signature, hmacSha256(secret, body).toString('hex'));
    });
  },
});

/** The same again has the same id; a body without one stands for itself. */
function eventOf({ headers, body }: HookRequest): string {
  const id = headers[EVENT_HEADER]?.trim() ?? '';
  return /^[\w-]{1,100}$/.test(id) ? id : sha256Hex(body);
}

function entityOf(event: Entity, name: string): Entity | null {
  const payload = partOf(event, 'payload');
  const part = payload === null ? null : partOf(payload, name);
  return part === null ? null : partOf(part, 'entity');
}

function textIn(entity: Entity | null, name: string): string | null {
  return entity === null ? null : textOf(entity, name);
}
