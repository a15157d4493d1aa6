// `dubash start`, which is what `npm start` does: config → store → engine → http, until a signal.
import type { AddressInfo } from 'node:net';
import { openApp, type RunningApp } from '../app.ts';
import { describeSettings } from '../config.ts';
import type { Log } from '../engine/log.ts';
import { guarded } from '../guard.ts';
import { type CliCommand, MISTYPED, type Terminal } from './command.ts';
import { closingOf } from './closing.ts';
import { greet } from './greeting.ts';
import { openLog } from './log.ts';
import { serveByProcesses } from './processes.ts';
import { runForOperator } from './server-command.ts';
import { listGiven, readSettings } from './settings.ts';

/** Each start takes the next of so many lanes of ids. */
const PROCESSES_MAX = 64;

export const PROCESSES_OPTION = {
  name: 'processes',
  value: 'number',
  meaning: 'so many processes that share the port; on PostgreSQL alone',
} as const;

export const start: CliCommand = {
  name: 'start',
  summary: "serve the gateways' APIs until a signal ends it",
  operands: [],
  options: [
    {
      name: 'json',
      value: null,
      meaning: 'print one line of JSON once it serves, and log as JSON only',
    },
    PROCESSES_OPTION,
  ],
  roleOf: () => 'admin',
  isLocal: true,
  notes: describeSettings,
  examples: ['start', 'start --json', 'start --processes 4'],
  run: ({ options }, terminal) => {
    const given = options.get('processes');
    return serveAs({ json: options.has('json'), processes: String(given ?? 1) }, terminal);
  },
};

export type StartWish = { readonly json: boolean; readonly processes: string };

/** With what was typed: `processes` may be no number. */
export async function serveAs({ json, processes }: StartWish, terminal: Terminal): Promise<number> {
  const count = /^\d{1,2}$/.test(processes) ? Number(processes) : 0;
  if (count < 1 || count > PROCESSES_MAX) {
    terminal.complain(`dubash: --processes must be 1 to ${PROCESSES_MAX}\n`);
    return MISTYPED;
  }
  return count === 1 ? serve(json, terminal) : serveByProcesses(count, json, terminal);
}

/** Resolves once it serves, or with 1 after one line that says why it cannot. */
export async function serve(json: boolean, terminal: Terminal): Promise<number> {
  const fail = (error: unknown): number => {
    terminal.complain(`dubash: ${sayFailure(error)}\n`);
    return 1;
  };
  const config = readSettings(terminal);
  if (config === null) return 1;
  const isReadable = !json && terminal.progress !== undefined;
  const { log, leave } = openLog(config.logLevel, isReadable);
  const settingsGiven = listGiven(terminal);
  const opening = openApp(config, log, { runCommand: runForOperator, settingsGiven });
  // It serves before this function hears of it, and from then on an end must be one in order.
  closeOnSignal(closingOf(async () => (await opening).close(), leave));
  const app = await opening.catch(fail);
  if (typeof app === 'number') return app;
  // In JSON the one line on standard output says it.
  if (!json) logStart(log, app);
  terminal.write(
    json ? `${JSON.stringify(app.summary)}\n` : greet(app, config.sandboxSecret !== null),
  );
  return 0;
}

function logStart(log: Log, { summary, migrations }: RunningApp): void {
  const { listening, url, dataDir } = summary;
  const last = migrations.at(-1);
  if (last !== undefined) log.info({ last }, "the database was brought to today's form");
  log.info({ listening, url, dataDir }, 'started');
}

/** Which setting the system refused, by the call that failed; a database says it itself. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['getaddrinfo', 'HOST'],
  ['listen', 'HOST'],
  ['mkdir', 'DATA_DIR'],
]);

/** A port that somebody else has is what stops most first starts. */
export function sayFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall, address, port } = error as NodeJS.ErrnoException & Partial<AddressInfo>;
  if (code !== 'EADDRINUSE' || port === undefined) {
    const setting =
      code === 'EACCES' && syscall === 'listen' ? 'PORT' : SETTINGS.get(syscall ?? '');
    return setting === undefined ? error.message : `${setting}: ${error.message}`;
  }
  const place = `${address?.includes(':') ? `[${address}]` : address}:${port}`;
  const advice = 'set PORT to another one, or to 0 for any that is free';
  return `${place} is in use by another program (EADDRINUSE); ${advice}`;
}

function closeOnSignal({ end, giveUp }: ReturnType<typeof closingOf>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, guarded(giveUp, end));
  }
}
