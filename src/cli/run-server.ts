// The server of a run: one that runs already, or one of its own that goes when the program ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { SANDBOX_ONLY } from '../detour/carry.ts';
import type { Environment } from '../detour/environment.ts';
import { openLog } from './log.ts';

export type RunServer = {
  readonly url: URL;
  /** What the program is told of its account. */
  readonly told: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

/** Those that make sense for a server of a run; it reads no other one. */
const SETTINGS = ['SANDBOX_KEY', 'SANDBOX_SECRET', 'RATE_LIMITS', 'LOG_LEVEL'];
const ANSWER_MS = 10_000;

/** With a sandbox account, in a folder of its own, on loopback. */
export async function startOwn(env: Environment): Promise<RunServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-run-data-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const given = Object.fromEntries(SETTINGS.map((name) => [name, env[name]]));
    const standard = { PORT: '0', DATA_DIR: folder, RATE_LIMITS: 'off', LOG_LEVEL: 'error' };
    const config = readConfig({ ...standard, ...withoutEmpty(given) });
    const { log, leave } = openLog(config.logLevel);
    const app = await openApp(config, log);
    const { url, key, secret, aliases } = app.summary;
    const told = {
      DUBASH_URL: url,
      DUBASH_KEY: key,
      DUBASH_SECRET: config.sandboxSecret ?? secret ?? '',
      DUBASH_CLIENT_ID: aliases?.clientId ?? '',
      DUBASH_MERCHANT_ID: aliases?.merchantId ?? '',
    };
    return {
      url: new URL(url),
      told,
      close: async () => {
        await app.close();
        leave();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function withoutEmpty(given: Environment): Environment {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value?.trim()));
}

/**
 * A server that runs, as the account that DUBASH_KEY and DUBASH_SECRET name. Throws one sentence
 * when it is none, or no sandbox account: to a run, a live account is as if there were none.
 */
export async function useRunning(url: URL, env: Environment): Promise<RunServer> {
  const { DUBASH_KEY: key, DUBASH_SECRET: secret } = env;
  if (!key || !secret) {
    throw new Error('--server needs a sandbox account: set DUBASH_KEY and DUBASH_SECRET');
  }
  const status = await askAccount(url, key, secret);
  if (status === 401) {
    const reason = 'no sandbox account there has DUBASH_KEY and DUBASH_SECRET';
    throw new Error(`${reason}; live accounts are not for a run`);
  }
  if (status !== 200) throw new Error(`${url.href} answered ${status} to /account/settings`);
  const told = { DUBASH_URL: url.href.replace(/\/+$/, ''), DUBASH_KEY: key, DUBASH_SECRET: secret };
  return { url, told, close: async () => undefined };
}

async function askAccount(server: URL, key: string, secret: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  try {
    const answer = await fetch(`${server.href.replace(/\/+$/, '')}/account/settings`, {
      headers: { authorization, ...SANDBOX_ONLY },
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch (error) {
    const { cause, message } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new Error(`no answer from ${server.href}: ${reason}`);
  }
}
