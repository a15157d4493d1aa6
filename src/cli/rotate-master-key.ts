// `dubash rotate-master-key`: another master key, and everything sealed under it, beside a server.
import { setTimeout as sleep } from 'node:timers/promises';
import { addMasterKey, FINGERPRINT, FORMER_KEYS, keyFileIn } from '../bootstrap.ts';
import { REPLAYED_FOR_MS } from '../engine/idempotency/idempotency.ts';
import { resealAll } from '../engine/identity/reseal.ts';
import type { CliCommand, Terminal } from './command.ts';
import { CommandError, type Opened, withDatabase } from './database.ts';

// A running server looks once a second; before that it still seals with the former key.
const SEEN_AFTER_MS = 2500;

export const rotateMasterKey: CliCommand = {
  name: 'rotate-master-key',
  summary: 'seal all secrets under a new master key, while the server runs or not',
  operands: [],
  options: [],
  roleOf: () => 'admin',
  isLocal: true,
  notes: () => NOTES,
  examples: ['rotate-master-key'],
  run: (_given, terminal) => withDatabase(terminal, (opened) => rotate(opened, terminal)),
};

const NOTES = `The file master.key gets a new key in its first line.
If MASTER_KEY is set, or servers have files of their own: first give every server the new key,
before the former one (in MASTER_KEY with a comma between), and restart it.
It may be interrupted and started again: it goes on where it was. Keep the former key until the
command has told when it can go.`;

async function rotate(opened: Opened, terminal: Terminal): Promise<number> {
  const { config, dataDir, store, vault } = opened;
  await beginOrResume(opened);
  let count = await reseal(opened);
  await sleep(SEEN_AFTER_MS);
  for (let more = -1; more !== 0; ) {
    more = await reseal(opened);
    count += more;
  }
  await store.putSetting(FORMER_KEYS, '');
  const where = config.masterKeys === null ? keyFileIn(dataDir) : 'MASTER_KEY';
  const due = Math.max(terminal.now() + REPLAYED_FOR_MS, (await store.findLatestDue()) ?? 0);
  terminal.write(
    `${count} secrets were sealed under the new master key, ${vault.fingerprint()}, which is the ` +
      `first one of ${where}.\nThe former ones can go from there from ` +
      `${new Date(due).toISOString()} on: until then saved answers and payment pages\nneed them. ` +
      'Pages made before now of orders that never end will end with them; backups made before ' +
      'now\nneed them for ever.\n',
  );
  return 0;
}

/** From now on the newest key seals; the database knows that the former ones are still needed. */
async function beginOrResume({ config, dataDir, store, vault }: Opened): Promise<void> {
  const isUnfinished = ((await store.findSetting(FORMER_KEYS)) ?? '') !== '';
  if (vault.fingerprints()[0] === vault.fingerprint() && !isUnfinished) {
    if (config.masterKeys !== null) {
      throw new CommandError(
        'MASTER_KEY has no new key: put one (openssl rand -hex 32) and a comma before it, and ' +
          'restart every server first',
      );
    }
    vault.use(addMasterKey(dataDir), vault.fingerprint());
  }
  const [newest = '', ...former] = vault.fingerprints();
  await store.putSetting(FORMER_KEYS, former.join(' '));
  await store.putSetting(FINGERPRINT, newest);
  vault.sealBy(newest);
}

async function reseal({ store, vault }: Opened): Promise<number> {
  if ((await store.findSetting(FINGERPRINT)) !== vault.fingerprint()) {
    throw new CommandError('another rotation has begun meanwhile: let it end, then start again');
  }
  return resealAll(store, vault);
}
