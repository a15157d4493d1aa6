// Whether key and secret are right: asks for the webhooks, which changes nothing.
// Source: docs/gateways/paytring.md §5.2.
import type { Exchange, Probed, Refused, Unknown } from '../../processor.ts';
import { itemsOf, readReply, unreadable } from './reply.ts';
import { writePost } from './request.ts';

export const probe: Exchange<null, Probed | Refused | Unknown> = Object.freeze({
  request: (_ask, side) => writePost(side, '/webhook/list', {}),
  read: (reply) => {
    const entity = readReply(reply);
    if (entity.kind !== 'entity') return entity;
    const webhooks = itemsOf(entity, 'data');
    if (webhooks === null) return unreadable(reply);
    return { kind: 'accepted', raw: `${webhooks.length} webhooks` };
  },
});
