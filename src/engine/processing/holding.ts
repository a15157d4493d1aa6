// Which of an account's connections cannot hold an order's money until its merchant captures it:
// at some gateways that is enabled account by account, so only the connection knows.
import type { Account } from '../../core/account.ts';
import type { Order } from '../../core/order.ts';
import type { Processor } from '../../gateways/processor.ts';
import type { Connections } from '../identity/connection.ts';

export type HoldingParts = {
  readonly processors: ReadonlyMap<string, Processor>;
  readonly connections: Pick<Connections, 'find'>;
};

/** The keys of those that new payments of this order may go by and that cannot hold its money. */
export async function findUnholding(
  { processors, connections }: HoldingParts,
  { id, settings: { route, routable } }: Account,
  { capture }: Pick<Order, 'capture'>,
): Promise<ReadonlySet<number>> {
  if (capture === 'automatic' || route === null) return new Set();
  const asked = [route, ...(routable ?? [])].map(async ({ connection, processor: name }) => {
    const processor = processors.get(name);
    if (processor?.abilities.manualCapture !== true) return [connection];
    if (processor.canHold === undefined) return [];
    const opened = await connections.find(id, connection);
    return opened !== null && processor.canHold(opened) ? [] : [connection];
  });
  return new Set((await Promise.all(asked)).flat());
}
