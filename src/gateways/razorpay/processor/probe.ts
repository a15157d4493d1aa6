// Whether credentials are good, by a list that changes nothing.
import type { Processor } from '../../processor.ts';
import { itemsOf, readReply, unreadable } from './reply.ts';
import { writeGet } from './request.ts';

export const probe: Processor['probe'] = Object.freeze<Processor['probe']>({
  request: (_ask, side) => writeGet(side, '/orders?count=1'),
  read: (reply) => {
    const entity = readReply(reply);
    if (entity.kind !== 'entity') return entity;
    return itemsOf(entity) === null
      ? unreadable(reply)
      : { kind: 'accepted', raw: 'GET /v1/orders was answered' };
  },
});
