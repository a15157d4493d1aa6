// Two servers and the wire between them: the first is a process that is killed and started again,
// whose clock can be put forward; the second is here, and stands for the gateways.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { Account, Credentials } from '../../src/core/account.ts';
import type { Order } from '../../src/core/order.ts';
import { createPageTokens } from '../../src/engine/identity/page-token.ts';
import { createVault } from '../../src/engine/identity/vault.ts';
import { databaseIn } from '../../src/store/database-file.ts';
import { admin } from '../support/chain.ts';
import { ask, spawnServer, startServer, type TestServer } from '../support/server.ts';
import type { Chance } from './chance.ts';
import { type Faults, openFaults, refusal } from './faults.ts';
import { CLOCK, openShift, type Shift } from './shift.ts';
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
  readonly far: TestServer;
  readonly lanes: readonly Lane[];
  readonly faults: Faults;
  readonly trace: readonly string[];
  readonly note: (line: string) => void;
  readonly kills: () => number;
  /** Puts the first server's clock forward, as if so much time had passed. */
  readonly jump: (byMs: number) => void;
  /** Resolves when the first server has nothing to do now. */
  readonly rest: () => Promise<void>;
  /** The payment page of an order of the first server, by its token. */
  readonly pageOf: (lane: Lane, orderToken: string) => string;
  /** Ends the faults and the kills; the first server hears of the webhooks that it missed. */
  readonly calm: () => Promise<void>;
  /** Kills the first server for good; returns its folder. */
  readonly halt: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

const MASTER_KEY = '5e'.repeat(32);
const HOOK_SECRET = 'hook_secret_1';
const REST_MAX_MS = 1500;
/** Leased for so long by whoever deals with it. */
const LEASE_MS = 5000;

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

/** Who is told here where webhooks go, and what signs them; another says it with each payment. */
const REGISTERED: Readonly<Record<string, (far: Credentials) => string | null>> = {
  razorpay: () => HOOK_SECRET,
  payu: () => null,
  pinelabs: ({ secret }) => secret,
  paytring: () => null,
  worldline: () => null,
};

/** The first server, whichever process it is by now. */
type Near = {
  /** Null while it is dead. */
  readonly url: () => string | null;
  readonly start: (publicUrl: string) => Promise<void>;
  readonly kill: () => boolean;
  readonly kills: () => number;
  readonly signal: () => void;
  /** It is killed no more; resolves when it serves. */
  readonly calm: () => Promise<void>;
  readonly end: () => Promise<void>;
};

function openNear(dataDir: string, shift: Shift, killsMax: number, note: World['note']): Near {
  let running: { readonly child: ChildProcess; readonly url: string } | null = null;
  let starting: Promise<void> = Promise.resolve();
  let publicUrl = '';
  let kills = 0;
  let isCalm = false;
  const begin = async (): Promise<void> => {
    const { child, summary } = await spawnServer({
      DATA_DIR: dataDir,
      PUBLIC_URL: publicUrl,
      MASTER_KEY,
      SHIFT_FILE: shift.file,
      NODE_OPTIONS: CLOCK,
      LOG_LEVEL: 'silent',
    });
    running = { child, url: summary.listening };
    note('the first server serves');
  };
  const end = async (): Promise<void> => {
    if (running === null) return;
    const { child } = running;
    running = null;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  const calm = (): Promise<void> => {
    isCalm = true;
    return starting;
  };
  return {
    url: () => running?.url ?? null,
    start: (url) => {
      publicUrl = url;
      return begin();
    },
    kill: () => {
      if (running === null || isCalm || kills >= killsMax) return false;
      kills += 1;
      note('the first server is killed');
      starting = end().then(begin);
      return true;
    },
    kills: () => kills,
    signal: () => void running?.child.kill('SIGUSR2'),
    calm,
    end: async () => {
      await calm().catch(() => undefined);
      await end();
    },
  };
}

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

/** Looks until nothing is due, or being done, in the first server's database. */
function restOf(database: DatabaseSync, shift: Shift): World['rest'] {
  const due = database.prepare('SELECT count(*) AS waiting FROM instructions WHERE due_at <= ?');
  const isWaiting = (): boolean => due.get(shift.now() + LEASE_MS)?.['waiting'] !== 0;
  return async () => {
    const until = performance.now() + REST_MAX_MS;
    do await setTimeout(40);
    while (isWaiting() && performance.now() < until);
  };
}

export async function openWorld(
  chance: Chance,
  killsMax: number,
  onLine?: (line: string) => void,
): Promise<World> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dubash-prove-'));
  const shift = openShift(dataDir);
  const trace: string[] = [];
  const began = performance.now();
  const note = (line: string): void => {
    const text = `${Math.round(performance.now() - began)} ${line}`;
    trace.push(text);
    onLine?.(text);
  };
  const far = await startServer();
  const near = openNear(dataDir, shift, killsMax, note);
  const faults = openFaults({ chance, far: () => far.url, kill: near.kill, note });
  const between = await openWire(faults.calls);
  const front = await openFront(near, faults);
  await near.start(front.url);
  const database = new DatabaseSync(databaseIn(dataDir), { readOnly: true });
  const lanes: Lane[] = [];
  for (const processor of Object.keys(SIDES)) {
    lanes.push(await openLane(processor, front.url, far, between.url, database));
  }
  const pages = createPageTokens(createVault(Buffer.from(MASTER_KEY, 'hex')));
  return {
    ...{ url: front.url, far, lanes, faults, trace, note, kills: near.kills },
    jump: (byMs) => {
      shift.add(byMs);
      near.signal();
    },
    rest: restOf(database, shift),
    pageOf: ({ nearId }, token) => {
      const named = pages.nameOf({ id: nearId } as Account, { id: { token } } as Order);
      return `${front.url}/pay/${named}`;
    },
    calm: async () => {
      faults.end();
      await near.calm();
      const url = near.url();
      for (const passed of faults.lost) if (url !== null) await pass(url, passed);
    },
    halt: async () => {
      database.close();
      await near.end();
      return dataDir;
    },
    stop: async () => {
      await near.end();
      await Promise.all([front.stop(), between.stop(), far.stop()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function openLane(
  processor: string,
  url: string,
  far: TestServer,
  between: string,
  database: DatabaseSync,
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
  const row = database.prepare('SELECT id FROM accounts WHERE key = ?').get(near.key);
  return { processor, near, nearId: Number(row?.['id']), far: farOwn };
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
