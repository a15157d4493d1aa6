// `dubash doctor`: looks at everything that an operator can mend, and changes none of it.
import path from 'node:path';
import { type Config, findLiveRemedy, readConfig, SettingError } from '../config.ts';
import type { Carriage } from '../connections.ts';
import { createAccounts } from '../engine/identity/account.ts';
import { columnsOf, jsonOf, plain } from './columns.ts';
import type { CliCommand, Terminal } from './command.ts';
import { examineAccounts } from './doctor-account.ts';
import { examineDatabase, examineKey } from './doctor-database.ts';
import {
  checkAddresses,
  checkDisk,
  checkFlush,
  checkFolder,
  checkNetworks,
} from './doctor-machine.ts';
import { type Finding, ok, wrong } from './finding.ts';

/** `open` is asked once there are connections to look at; nobody is called. */
export function doctorBy(open: (now: Terminal['now']) => Carriage): CliCommand {
  return {
    name: 'doctor',
    summary: 'look at settings, disk, clock, database, keys and open work',
    operands: [],
    options: [{ name: 'json', value: null, meaning: 'answer with one line of JSON' }],
    roleOf: () => 'read',
    isLocal: true,
    notes: () => NOTES,
    examples: ['doctor', 'doctor --json'],
    run: async (given, terminal) => {
      const { results, isWhole } = await examine(open, terminal);
      const isWrong = results.some(({ state }) => state === 'wrong');
      const cells = results.map(({ check, state, says }) => [state, check, plain(says)]);
      const lines = columnsOf(cells).flatMap((line, at) => {
        const remedy = results[at]?.remedy ?? null;
        return remedy === null ? [line] : [line, `       -> ${plain(remedy)}`];
      });
      const json = { ok: !isWrong && isWhole, whole: isWhole, results };
      terminal.write(`${given.options.has('json') ? jsonOf(json) : lines.join('\n')}\n`);
      return isWhole ? (isWrong ? 3 : 0) : 1;
    },
  };
}

const NOTES = `Give it the settings of the server, in the same environment, as the same user. Each
line is ok, warn or wrong, with what to do about it. It works beside a running server and changes
nothing: to measure the disk it writes a file of its own and removes it. It calls no gateway; for
that see \`dubash connections check\`.

It ends with 0 when nothing is wrong, though there may be warnings; 3 when something is; 1 when it
could not look at everything, because of the settings, the database or the master key; 2 when it was
mistyped.`;

type Examined = { readonly results: readonly Finding[]; readonly isWhole: boolean };

async function examine(
  open: (now: Terminal['now']) => Carriage,
  terminal: Terminal,
): Promise<Examined> {
  const config = readSettings(terminal);
  if (config instanceof SettingError) {
    const remedy = 'correct it: see `dubash start --help`';
    return { results: [wrong('settings', config.message, remedy)], isWhole: false };
  }
  const dataDir = path.resolve(config.dataDir);
  const folder = checkFolder(dataDir);
  const isThere = folder.every(({ says }) => !/ is (not there|no folder)$/.test(says));
  // PostgreSQL flushes on its own machine.
  const isHere = isThere && config.databaseUrl === null;
  const machine = [
    ok('settings', 'they are read and valid'),
    ...(config.databaseUrl === null || isThere ? folder : []),
    ...(isThere ? [checkDisk(dataDir)] : []),
    ...(isHere ? [checkFlush(dataDir)] : []),
    ...checkAddresses(config),
    ...checkNetworks(config),
  ];
  const { results, store } = await examineDatabase(config, dataDir, terminal.now);
  if (store === null) return { results: [...machine, ...results], isWhole: false };
  try {
    const key = await examineKey(config, dataDir, store);
    const found = [...machine, ...results, ...key.results];
    if (key.vault === null) return { results: found, isWhole: false };
    const { vault } = key;
    const takesLive = findLiveRemedy(config) === null;
    const accounts = createAccounts(store, vault, terminal.now, takesLive);
    const opened = { config, dataDir, store, vault, accounts, about: () => undefined };
    const carriage = open(terminal.now);
    const rest = await examineAccounts({ opened, carriage, terminal }).finally(carriage.close);
    return { results: [...found, ...rest], isWhole: true };
  } finally {
    await store.close();
  }
}

function readSettings({ env }: Terminal): Config | SettingError {
  try {
    return readConfig(env);
  } catch (error) {
    if (error instanceof SettingError) return error;
    throw error;
  }
}
