// What a create writes to disk, with short names of ours and with the UUIDs that clients send.
import { randomUUID } from 'node:crypto';
import { closedLoop, type Shot } from './load.ts';
import { openUs } from './side.ts';

const CONNECTIONS = 64;
/** Enough for checkpoints to write pages back many times. */
const CREATES = 60_000;

export type Written = { readonly names: string; readonly kilobytes: number };

/** Kilobytes (1 000 bytes) a create that the process sent to the disk; Linux alone tells it. */
export async function measureWritten(): Promise<readonly Written[]> {
  const found: Written[] = [];
  for (const [names, nameOf] of [
    ['one after the other', (count: number) => `written-${count}`],
    ['UUIDs', () => randomUUID()],
  ] as const) {
    const server = await openUs(null);
    const before = server.place.writtenBytes();
    let count = 0;
    const create = (): Shot | null => {
      count += 1;
      return count > CREATES ? null : server.create(nameOf(count));
    };
    const reading = await closedLoop(server.place.port, CONNECTIONS, 600, create);
    const written = server.place.writtenBytes() - before;
    await server.close();
    if (reading.wrong > 0) throw new Error(String(reading.firstWrong));
    found.push({ names, kilobytes: written / 1000 / reading.done });
  }
  return found;
}
