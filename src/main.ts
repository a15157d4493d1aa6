// Starts the server: config → store → engine → http, and says where it listens.
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { type Config, describeSettings, readConfig, SettingError } from './config.ts';
import { openApp } from './app.ts';

const USAGE = `Usage: npm start [-- options]

  --help     show this text
  --json     print one line of JSON once it serves, and log as JSON only

${describeSettings()}
`;

// Requests under way are finished for so long after the first signal; a second one ends at once.
const DRAIN_MS = 20_000;

const flags = readFlags();
if (flags.help) {
  process.stdout.write(USAGE);
} else {
  await run(flags.json);
}

function readFlags(): { readonly help: boolean; readonly json: boolean } {
  try {
    const options = { help: { type: 'boolean' }, json: { type: 'boolean' } } as const;
    const { values } = parseArgs({ options, strict: true });
    return { help: values.help ?? false, json: values.json ?? false };
  } catch (error) {
    stop(`${messageOf(error)}. See --help.`);
  }
}

async function run(json: boolean): Promise<void> {
  const config = readSettings();
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const app = await openApp(config, log).catch((error: unknown) => stop(messageOf(error)));
  process.stdout.write(json ? `${JSON.stringify(app.summary)}\n` : app.greeting);
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(1);
      ending = true;
      setTimeout(() => process.exit(1), DRAIN_MS).unref();
      app.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

function readSettings(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof SettingError) stop(error.message);
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stop(message: string): never {
  process.stderr.write(`dubash: ${message}\n`);
  process.exit(1);
}
