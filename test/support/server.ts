// Starts a real server on a free port with a data folder of its own, in this process or as another
// one.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { readConfig } from '../../src/config.ts';
import { databases } from './database.ts';
import { openApp, type RunningApp, type Summary } from '../../src/app.ts';
import type { Carriage } from '../../src/connections.ts';
import { listGiven } from '../../src/cli/settings.ts';
import { runForOperator } from '../../src/cli/server-command.ts';
import { TEST_CARRIAGE } from './processor.ts';

export const KEY = 'test_123';
export const SECRET = 'secret_123';
export const BASIC = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`;

type Settings = Readonly<Record<string, string>>;

export type TestServer = {
  readonly url: string;
  readonly app: RunningApp;
  /** Everything that was logged, one JSON text a line. */
  readonly logged: readonly string[];
  readonly stop: () => Promise<void>;
};

const STANDARD: Settings = {
  PORT: '0',
  SANDBOX_KEY: KEY,
  SANDBOX_SECRET: SECRET,
  ADMIN_TOKEN: TEST_ADMIN_TOKEN,
  RATE_LIMITS: 'off',
};

/** What this process has compiled its children need not compile again. */
const { NODE_COMPILE_CACHE } = process.env;
const COMPILED: Settings = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

/** Tests reach no name but this machine's: no look-up leaves it. */
async function nowhere(name: string): Promise<readonly string[]> {
  if (name === 'localhost') return ['127.0.0.1'];
  throw new Error(`tests do not look up ${name}`);
}

/** Rate limits are off unless `settings` says otherwise. */
export async function startServer(
  settings: Settings = {},
  /** Who is called to carry payments; null: whoever connections name, really. */
  carriage: Carriage | null = TEST_CARRIAGE,
): Promise<TestServer> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dubash-test-'));
  const logged: string[] = [];
  const note = (fields: object, text: string): void => {
    logged.push(JSON.stringify({ ...fields, text }));
  };
  const place = await databases.settings();
  const env = { ...STANDARD, DATA_DIR: dataDir, ...place, ...settings };
  const config = readConfig(env);
  const log = { info: note, warn: note, error: note };
  const app = await openApp(config, log, {
    lookup: nowhere,
    ...(carriage === null ? {} : { carriage }),
    runCommand: runForOperator,
    settingsGiven: listGiven({ env }),
  });
  return {
    url: app.summary.listening,
    app,
    logged,
    stop: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type TestProcess = {
  readonly summary: Summary;
  readonly child: ChildProcess;
  /** Everything that it wrote to standard error, a line each. */
  readonly logged: readonly string[];
};

/**
 * Starts the server as its own process, as an operator does; resolves when it serves. `main` is
 * another program that prints the same line.
 */
export async function spawnServer(
  settings: Settings,
  main = path.resolve(import.meta.dirname, '../../src/main.ts'),
): Promise<TestProcess> {
  const flags = ['--disable-warning=ExperimentalWarning', main, '--json'];
  const child = spawn(process.execPath, flags, {
    env: { PATH: process.env['PATH'], ...COMPILED, LOG_LEVEL: 'error', ...STANDARD, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logged: string[] = [];
  createInterface({ input: child.stderr }).on('line', (text) => {
    logged.push(text);
    if (settings['LOG_LEVEL'] === undefined) process.stderr.write(`${text}\n`);
  });
  const lines = createInterface({ input: child.stdout });
  // Closed once all that it wrote is read.
  const failed = once(child, 'close').then(([code]) => {
    const why = logged.map((text) => `\n${text}`).join('');
    throw new Error(`the server stopped with ${code} before it served${why}`);
  });
  const [line] = await Promise.race([once(lines, 'line'), failed]);
  failed.catch(() => undefined);
  return { summary: JSON.parse(String(line)) as Summary, child, logged };
}

export type Answered = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is not. */
  readonly json: unknown;
};

type Sent = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: unknown;
};

/** One request; never follows a redirect. */
export async function ask(url: string, sent: Sent = {}): Promise<Answered> {
  const isText = typeof sent.body === 'string' || sent.body instanceof Uint8Array;
  const body = sent.body === undefined || isText ? sent.body : JSON.stringify(sent.body);
  const headers = { 'content-type': 'application/json', ...sent.headers };
  const method = sent.method ?? (sent.body === undefined ? 'GET' : 'POST');
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: body as string }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parseMaybe(text) };
}

function parseMaybe(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
