// `dubash start`, which is what `npm start` does: config → store → engine → http, until a signal.
import { pino } from 'pino';
import { openApp } from '../app.ts';
import { type Config, describeSettings, readConfig, SettingError } from '../config.ts';
import type { CliCommand, Terminal } from './command.ts';
import { greet } from './greeting.ts';

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
    terminal.complain(`dubash: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  };
  let config: Config;
  try {
    config = readConfig(terminal.env);
  } catch (error) {
    if (error instanceof SettingError) return fail(error);
    throw error;
  }
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const app = await openApp(config, log).catch(fail);
  if (typeof app === 'number') return app;
  terminal.write(
    json ? `${JSON.stringify(app.summary)}\n` : greet(app.summary, config.sandboxSecret !== null),
  );
  closeOnSignal(app.close);
  return 0;
}

function closeOnSignal(close: () => Promise<void>): void {
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(1);
      ending = true;
      setTimeout(() => process.exit(1), DRAIN_MS).unref();
      close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
