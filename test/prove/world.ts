// Two servers and the wire between them: the first is a process or two that are killed and started
// again, whose clock can be put forward; the second is here, and stands for the gateways.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account, Credentials } from '../../src/core/account.ts';
import type { Order } from '../../src/core/order.ts';
import { createPageTokens } from '../../src/engine/identity/page-token.ts';
import { createVault } from '../../src/engine/identity/vault.ts';
import { admin, makeStrict } from '../support/chain.ts';
import { ask, startServer, type TestServer } from '../support/server.ts';
import { type Books, openFileBooks, openSharedBooks } from './books.ts';
import type { Chance } from './chance.ts';
import { type Faults, openFaults, refusal } from './faults.ts';
import { MASTER_KEY, type Near, openNear } from './near.ts';
import { settleNear } from './settle.ts';
import { openShift } from './shift.ts';
import { give, openWire, pass, type Wire } from './wire.ts';

/** Our account at the first server, its account at the second, and the processor between. */
export type Lane = {
  readonly processor: string;
  readonly near: Credentials;
  readonly nearId: number;
  readonly far: Credentials;
};

export type World = {
  /** Where shops and browsers reach the first server, whichever process it is by now. */
  readonly url: string;
  /** Of its processes themselves. */
  readonly urls: Near['urls'];
  readonly far: TestServer;
  readonly lanes: readonly Lane[];
  readonly faults: Faults;
  readonly trace: readonly string[];
  readonly note: (line: string) => void;
  /** Ends a process of the first server; it starts again. */
  readonly end: Near['end'];
  readonly ends: Near['ends'];
  readonly books: Books;
  /** Resolves when the first server is there, or takes too long: people look again then. */
  readonly serves: () => Promise<void>;
  /** Puts the first server's clock forward, as if so much time had passed. */
  readonly jump: (byMs: number) => void;
  /** Resolves when the first server has nothing to do now; rejects when that takes too long. */
  readonly rest: () => Promise<void>;
  /** All that it still asks about, and when. */
  readonly tellRows: () => Promise<readonly string[]>;
  readonly tellLog: Near['tellLog'];
  /** The payment page of an order of the first server, by its token. */
  readonly pageOf: (lane: Lane, orderToken: string) => string;
  /** Ends the faults and the kills; the first server hears of the webhooks that it missed. */
  readonly calm: () => Promise<void>;
  /** Kills the first server for good. */
  readonly halt: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const HOOK_SECRET = 'hook_secret_1';
/** Not found so long by the real clock, which the first server's is ahead of by much more. */
const LAG_MS = 700;

/** How each processor's credentials are called, and where the second server speaks its dialect. */
const SIDES: Readonly<
  Record<string, { path: string; credentials: (far: Credentials) => Record<string, string> }>
> = {
  razorpay: {
    path: '',
    credentials: ({ key, secret }) => {
      return { key_id: key, key_secret: secret, webhook_secret: HOOK_SECRET };
    },
  },
  cashfree: {
    path: '',
    credentials: ({ key, secret }) => ({ client_id: key, client_secret: secret }),
  },
  payu: { path: '/payu', credentials: ({ key, secret }) => ({ key, salt: secret }) },
  pinelabs: {
    path: '/pinelabs',
    credentials: ({ key, secret }) => ({ client_id: key, client_secret: secret }),
  },
  paytring: { path: '', credentials: ({ key, secret }) => ({ key, secret }) },
  worldline: {
    path: '/worldline',
    credentials: ({ key, secret }) => ({ merchant_code: key, scheme_code: 'first', salt: secret }),
  },
};

/** Those that payments can be carried by. */
export const PROCESSORS: readonly string[] = Object.keys(SIDES);

/** Who is told here where webhooks go, and what signs them; another says it with each payment. */
const REGISTERED: Readonly<Record<string, (far: Credentials) => string | null>> = {
  razorpay: () => HOOK_SECRET,
  payu: () => null,
  pinelabs: ({ secret }) => secret,
  paytring: () => null,
  worldline: () => null,
};

/** Where shops, browsers and webhooks reach the first server. */
function openFront(near: Near, faults: Faults): Promise<Wire> {
  return openWire(async (passed, response) => {
    const on = async (each: typeof passed) => {
      const url = near.url();
      return url === null ? refusal(502, 'the server is not there') : pass(url, each);
    };
    const isHook = passed.path.startsWith('/hooks/');
    const answer = isHook ? faults.hook(passed, on) : on(passed);
    give(response, await answer.catch(() => refusal(502, 'the server went away')));
  });
}

function openTrace(onLine?: (line: string) => void): Pick<World, 'trace' | 'note'> {
  const trace: string[] = [];
  const began = performance.now();
  const note = (line: string): void => {
    const text = `${Math.round(performance.now() - began)} ${line}`;
    trace.push(text);
    onLine?.(text);
  };
  return { trace, note };
}

export type WorldPlan = {
  readonly chance: Chance;
  /** Of the first server's processes, together. */
  readonly endsMax: number;
  /** Whether it is two processes, on one database of PostgreSQL. */
  readonly isShared: boolean;
  /** Whether the second server is no kinder than the gateways. */
  readonly isStrict: boolean;
  /** A lane is opened for each of these; without it for all. */
  readonly processors?: readonly string[];
  readonly onLine?: (line: string) => void;
};

export async function openWorld({
  chance,
  endsMax,
  isShared,
  isStrict,
  processors = PROCESSORS,
  onLine,
}: WorldPlan): Promise<World> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-prove-'));
  const shift = openShift(folder);
  const { trace, note } = openTrace(onLine);
  const books = await (isShared ? openSharedBooks(folder) : openFileBooks(folder));
  const far = await startServer();
  const near = openNear({ books, shift, endsMax, chance, note });
  const kill = (): boolean => near.end('killed');
  const faults = openFaults({ chance, far: () => far.url, kill, note });
  const between = await openWire(faults.calls);
  const front = await openFront(near, faults);
  const stop = async (): Promise<void> => {
    await near.halt();
    await Promise.all([front.stop(), between.stop(), far.stop()]);
    await books.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  const lanes: Lane[] = [];
  try {
    await near.start(front.url);
    for (const processor of processors) {
      const lane = await openLane(processor, front.url, far, between.url, books);
      // Its minutes are not the first server's: what is too much is drawn as a fault.
      const strict = { origins: [front.url], lag_ms: LAG_MS, budgets: false };
      if (isStrict) await makeStrict(far, strict, basicOf(lane.far));
      lanes.push(lane);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const pages = createPageTokens(createVault(Buffer.from(MASTER_KEY, 'hex')));
  return {
    ...{ url: front.url, far, lanes, faults, trace, note, books },
    ...{ urls: near.urls, end: near.end, ends: near.ends, halt: near.halt },
    serves: near.serves,
    rest: () => settleNear({ books, near, shift }),
    tellRows: () => books.listDue(Number.MAX_SAFE_INTEGER, shift.now()),
    tellLog: near.tellLog,
    jump: (byMs) => {
      shift.add(byMs);
      near.signal();
    },
    pageOf: ({ nearId }, token) => {
      const named = pages.nameOf({ id: nearId } as Account, { id: { token } } as Order);
      return `${front.url}/pay/${named}`;
    },
    calm: async () => {
      faults.end();
      shift.wait();
      near.signal();
      await near.calm();
      const url = near.url();
      for (const passed of faults.lost) if (url !== null) await pass(url, passed);
    },
    stop,
  };
}

async function openLane(
  processor: string,
  url: string,
  far: TestServer,
  between: string,
  books: Books,
): Promise<Lane> {
  const side = SIDES[processor];
  if (side === undefined) throw new RangeError(processor);
  const made = async (at: string, mode: string): Promise<Credentials> => {
    const account = await admin({ url: at }, 'POST', '/accounts', { name: processor, mode });
    return { key: String(account['key']), secret: String(account['secret']) };
  };
  const farOwn = await made(far.url, 'sandbox');
  const near = await made(url, 'live');
  const connection = await admin({ url }, 'POST', `/accounts/${near.key}/connections`, {
    processor,
    mode: 'test',
    base_url: `${between}${side.path}`,
    credentials: side.credentials(farOwn),
  });
  const signing = REGISTERED[processor];
  if (signing !== undefined) {
    const secret = signing(farOwn);
    const body = { url: connection['webhook_url'], dialect: processor };
    const added = await ask(`${far.url}/account/endpoints`, {
      headers: { authorization: basicOf(farOwn) },
      body: secret === null ? body : { ...body, secret },
    });
    if (added.status >= 300) throw new Error(added.text);
  }
  if (processor === 'worldline') await letRefund(far, farOwn);
  return { processor, near, nearId: await books.findAccount(near.key), far: farOwn };
}

/** Nothing in a refund of this gateway's proves who asks: it goes by the address. */
async function letRefund({ url }: TestServer, farOwn: Credentials): Promise<void> {
  const changed = await ask(`${url}/account/settings`, {
    method: 'PATCH',
    headers: { authorization: basicOf(farOwn) },
    body: { unsigned_refund_addresses: ['127.0.0.1', '::1'] },
  });
  if (changed.status >= 300) throw new Error(changed.text);
}

export function basicOf({ key, secret }: Credentials): string {
  return `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
}
