// Other emulators, in a folder of their own, measured in the same rounds as our create.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { closedLoop, type Shot, shotOf } from './load.ts';
import type { Side } from './side.ts';

const FOLDER = path.resolve(import.meta.dirname, 'peers');
const OPENAPI = path.join(FOLDER, 'orders.json');
const WAIT_MS = 30_000;

type Peer = {
  readonly name: string;
  readonly durability: string;
  readonly program: (port: number) => readonly string[];
  readonly create: (count: number) => Shot;
};

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const mockedOrder = (count: number): Shot =>
  shotOf(
    'POST',
    '/orders',
    { 'content-type': 'application/json' },
    JSON.stringify({ amount: 50000, currency: 'INR', receipt: `peer-${count}` }),
  );

const PEERS: readonly Peer[] = [
  {
    name: 'emulate 0.12.2',
    durability: 'in memory: nothing survives its process',
    program: (port) => [
      'node_modules/emulate/dist/index.js',
      'start',
      '--service',
      'stripe',
      '--port',
      String(port),
    ],
    // It counts requests by key and refuses after some thousands: each thousand has its own.
    create: (count) =>
      shotOf(
        'POST',
        '/v1/payment_intents',
        { ...FORM, authorization: `Bearer sk_test_${Math.floor(count / 1000)}` },
        `amount=50000&currency=inr&metadata[receipt]=peer-${count}`,
      ),
  },
  {
    name: 'Stoplight Prism 5.16.0',
    durability: 'keeps nothing: the same example each time',
    program: (port) => [
      'node_modules/@stoplight/prism-cli/dist/index.js',
      'mock',
      '--port',
      String(port),
      OPENAPI,
    ],
    create: mockedOrder,
  },
  {
    name: 'Mockoon 9.9.0',
    durability: 'keeps nothing: the same example each time',
    program: (port) => [
      'node_modules/@mockoon/cli/bin/run.js',
      'start',
      '--port',
      String(port),
      '--disable-log-to-file',
      '--data',
      OPENAPI,
    ],
    create: mockedOrder,
  },
];

export type PeerRates = {
  readonly name: string;
  readonly durability: string;
  readonly perSecond: readonly number[];
  /** Ours in the same rounds. */
  readonly us: readonly number[];
};

/** Installs the peers beside themselves when they are not there yet. */
export function installPeers(): void {
  if (existsSync(path.join(FOLDER, 'node_modules'))) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', args, { cwd: FOLDER, stdio: 'inherit' });
  if (status !== 0) throw new Error('the peers could not be installed');
}

export async function measurePeers(
  us: Side,
  plan: { readonly seconds: number; readonly rounds: number },
  say: (line: string) => void,
): Promise<readonly PeerRates[]> {
  const found: PeerRates[] = [];
  for (const peer of PEERS) {
    try {
      found.push(await measureOne(peer, us, plan));
    } catch (error) {
      say(
        `  ${peer.name} could not be measured: ${error instanceof Error ? error.message : error}`,
      );
    }
  }
  return found;
}

async function measureOne(
  peer: Peer,
  us: Side,
  { seconds, rounds }: { readonly seconds: number; readonly rounds: number },
): Promise<PeerRates> {
  const port = await freePort();
  const child = spawn(process.execPath, [...peer.program(port)], { cwd: FOLDER, stdio: 'ignore' });
  try {
    await untilServing(port);
    const perSecond: number[] = [];
    const ours: number[] = [];
    let count = 0;
    const next = (): Shot => {
      count += 1;
      return peer.create(count);
    };
    await closedLoop(port, 64, 1, next);
    for (let round = 1; round <= rounds; round += 1) {
      const reading = await closedLoop(port, 64, seconds, next);
      if (reading.firstWrong !== null) throw new Error(reading.firstWrong);
      perSecond.push(reading.perSecond);
      const own = await closedLoop(us.place.port, 64, seconds, () => {
        count += 1;
        return us.create(`beside-${peer.name}-${count}`.replaceAll(' ', '-').slice(0, 40));
      });
      if (own.firstWrong !== null) throw new Error(own.firstWrong);
      ours.push(own.perSecond);
    }
    return { name: peer.name, durability: peer.durability, perSecond, us: ours };
  } finally {
    child.kill('SIGKILL');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilServing(port: number): Promise<void> {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    if (performance.now() > end) throw new Error('it does not serve');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
