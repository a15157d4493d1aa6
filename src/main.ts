// Starts the server: config → store → engine → http, and says where it listens.
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { type Config, describeSettings, readConfig, SettingError } from './config.ts';
import { openHouse } from './house.ts';

const USAGE = `Usage: npm start [-- options]

  --help     show this text
  --json     print one line of JSON once it serves, and log as JSON only

${describeSettings()}
`;

const { values } = parseArgs({
  options: { help: { type: 'boolean' }, json: { type: 'boolean' } },
  strict: true,
});
if (values.help) {
  process.stdout.write(USAGE);
} else {
  await run(values.json ?? false);
}

async function run(json: boolean): Promise<void> {
  const config = readSettings();
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const house = await openHouse(config, log).catch((error: unknown) => stop(String(error)));
  process.stdout.write(json ? `${JSON.stringify(house.summary)}\n` : house.greeting);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      house.close().then(
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

function stop(message: string): never {
  process.stderr.write(`dubash: ${message}\n`);
  process.exit(1);
}
