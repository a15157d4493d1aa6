// `dubash/testing`: a server for a test, on a free port, with a folder that goes when it stops.
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Receiver } from './receiver.ts';
import { type ServerProcess, startProcess } from './server-process.ts';
import { type Credentials, openAccount, sendJson, type TestAccount } from './test-account.ts';

export type { ReceivedWebhook, Receiver } from './receiver.ts';
export type {
  MadeOrder,
  MadePayment,
  OrderName,
  PayWish,
  TestAccount,
} from './test-account.ts';

export type StartOptions = {
  /** Settings as the environment names them, such as `{ RATE_LIMITS: 'create=5' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long it may take to serve, in milliseconds; 30 seconds unless given. */
  readonly readyMs?: number;
};

export type Dubash = {
  readonly url: string;
  readonly adminToken: string;
  /** The account that every server begins with. */
  readonly account: TestAccount;
  /** Another merchant: one for each test keeps tests apart. Its names do not clash with others'. */
  readonly addAccount: (name?: string) => Promise<TestAccount>;
  /** Forgets every order and account; address, first account and admin token stay. */
  readonly reset: () => Promise<void>;
  /** Ends the server and removes its folder. A second call does nothing. */
  readonly stop: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

const READY_MS = 30_000;

/** Nothing but loopback is reached. Rejects with what the server said when it does not start. */
export async function startDubash({
  settings = {},
  readyMs = READY_MS,
}: StartOptions = {}): Promise<Dubash> {
  const parent = await mkdtemp(path.join(tmpdir(), 'dubash-testing-'));
  const own = {
    SANDBOX_KEY: `test_${randomBytes(8).toString('hex')}`,
    SANDBOX_SECRET: randomBytes(32).toString('hex'),
    ADMIN_TOKEN: `admin_${randomBytes(32).toString('base64url')}`,
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'error',
    ...settings,
  };
  const { ADMIN_TOKEN: adminToken, SANDBOX_SECRET: secret } = own;
  let begun = 0;
  let server: ServerProcess | null = null;
  const receivers: Receiver[] = [];
  const begin = async (port: string): Promise<ServerProcess> => {
    begun += 1;
    const folder = path.join(parent, `${begun}`);
    return startProcess({ PORT: port, DATA_DIR: folder, ...own }, readyMs);
  };
  const end = async (): Promise<void> => {
    await server?.end();
    server = null;
    await Promise.all(receivers.splice(0).map(({ close }) => close()));
    await rm(parent, { recursive: true, force: true });
  };
  // A test that forgets to stop it: the server ends with this process, its folder goes here.
  process.once('exit', () => rmSync(parent, { recursive: true, force: true }));
  const opened = (receiver: Receiver): void => {
    receivers.push(receiver);
  };
  try {
    server = await begin('0');
  } catch (error) {
    await end();
    throw error;
  }
  const { url, key, aliases } = server;
  return {
    url,
    adminToken,
    account: openAccount({ url, key, secret, ...aliases }, opened),
    addAccount: async (name = 'Test merchant') => {
      const bearer = `Bearer ${adminToken}`;
      const wish = { name, mode: 'sandbox' };
      const made = await sendJson<AddedAccount>(`${url}/admin/accounts`, bearer, wish);
      return openAccount({ url, ...credentialsOf(made) }, opened);
    },
    reset: async () => {
      await server?.end();
      server = await begin(new URL(url).port);
    },
    stop: end,
    [Symbol.asyncDispose]: end,
  };
}

type AddedAccount = {
  readonly key: string;
  readonly secret: string;
  readonly client_id: string;
  readonly merchant_id: string;
};

function credentialsOf(made: AddedAccount): Omit<Credentials, 'url'> {
  const { key, secret, client_id: clientId, merchant_id: merchantId } = made;
  return { key, secret, clientId, merchantId };
}
