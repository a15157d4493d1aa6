// `dubash start`, which is what `npm start` does: config → store → engine → http, until a signal.
import type { AddressInfo } from 'node:net';
import { openApp, type RunningApp } from '../app.ts';
import { describeSettings } from '../config.ts';
import type { Log } from '../engine/log.ts';
import { guarded } from '../guard.ts';
import type { CliCommand, Terminal } from './command.ts';
import { greet } from './greeting.ts';
import { openLog } from './log.ts';
import { readSettings } from './settings.ts';

// Requests under way are finished for so long after the first signal; a second one ends at once.
const DRAIN_MS = 20_000;

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
  ],
  notes: describeSettings,
  examples: ['start', 'start --json'],
  run: ({ options }, terminal) => serve(options.has('json'), terminal),
};

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
  const app = await openApp(config, log).catch(fail);
  if (typeof app === 'number') return app;
  // In JSON the one line on standard output says it.
  if (!json) logStart(log, app);
  // Whoever reads that it serves may end it at once, and that must be an end in order already.
  closeOnSignal(app.close, leave);
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
function sayFailure(error: unknown): string {
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

function closeOnSignal(close: () => Promise<void>, leave: () => void): void {
  const exit = (code: number): never => {
    leave();
    process.exit(code);
  };
  const giveUp = (): never => exit(1);
  let ending = false;
  const end = (): void => {
    if (ending) giveUp();
    ending = true;
    setTimeout(guarded(giveUp, giveUp), DRAIN_MS).unref();
    close().then(() => exit(0), giveUp);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, guarded(giveUp, end));
  }
}
