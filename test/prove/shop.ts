// A shop of the first server that is reached over the wire alone: the server may be another process
// in a moment.
import type { Merchant } from '../../src/gateways/fixture.ts';
import { merchantAt } from '../support/merchant.ts';
import type { Lane, World } from './world.ts';

export function shopOf(world: World, lane: Lane): Merchant {
  const shop: Merchant = merchantAt(
    world.url,
    lane.near,
    'https://merchant.example',
    async (reference) => {
      const body = { order_id: reference };
      const { id } = await shop.ask('POST', '/api/v2/order/via/rzp/fetch', { body });
      return world.pageOf(lane, String(id).replace('order_', ''));
    },
  );
  return shop;
}
