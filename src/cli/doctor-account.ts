// What `dubash doctor` looks at in the accounts: connections, circuits, endpoints, open work.
import { findLiveRemedy } from '../config.ts';
import type { Carriage } from '../connections.ts';
import type { Account } from '../core/account.ts';
import { nameConnection } from '../core/connection.ts';
import { endpointState } from '../core/endpoint.ts';
import { isFailure } from '../core/failure.ts';
import { createCircuits } from '../engine/processing/circuit.ts';
import { listAll } from './account-of.ts';
import { plain } from './columns.ts';
import type { Terminal } from './command.ts';
import { openConnections } from './connections.ts';
import type { Opened } from './database.ts';
import { type Finding, ok, warn, wrong } from './finding.ts';

const LISTED = 100;
/** A server that runs takes what is due four times a second. */
const LATE_MS = 60_000;

type Ground = {
  readonly opened: Opened;
  readonly carriage: Carriage;
  readonly terminal: Terminal;
};

export async function examineAccounts(ground: Ground): Promise<readonly Finding[]> {
  const { opened, terminal } = ground;
  const accounts = await listAll(opened.accounts);
  const found: Finding[] = [];
  for (const account of accounts) {
    terminal.progress?.(`looking at ${plain(account.key)}`);
    found.push(
      ...originsOf(account),
      ...(await connectionsOf(ground, account)),
      ...(await endpointsOf(ground, account)),
      ...(await workOf(ground, account)),
    );
  }
  terminal.progress?.('');
  const checks = ['origins', 'connections', 'circuits', 'endpoints', 'instructions'];
  const calm = checks.filter((check) => found.every((each) => each.check !== check));
  return [
    ok('accounts', `there are ${accounts.length}`),
    ...liveOf(ground, accounts),
    ...calm.map((check) => ok(check, 'nothing is to be done')),
    ...found,
    await reviewsOf(ground),
  ];
}

/** Addresses as gateways demand them, once there is money to move. */
function liveOf({ opened }: Ground, accounts: readonly Account[]): readonly Finding[] {
  const remedy = findLiveRemedy(opened.config);
  if (remedy === null) return [ok('live addresses', 'they are as gateways ask for them')];
  const moves = accounts.some(({ mode, settings }) => mode === 'live' && !settings.disabled);
  if (!moves) return [];
  return [warn('live addresses', 'no live connection takes an order', remedy)];
}

/** From where browsers may come to a strict sandbox. */
function originsOf({ key, settings: { strict } }: Account): readonly Finding[] {
  if (strict === null) return [];
  const remedy = 'set the origins of the shop by PATCH /account/settings';
  if (strict.origins.length === 0) {
    return [warn('origins', `${key} is strict and lets no browser in`, remedy)];
  }
  const open = strict.origins.filter((each) => /^http:\/\/(?!localhost|127\.|\[::1\])/.test(each));
  return open.map((each) => warn('origins', `${key} lets ${each} in, which is not https`, remedy));
}

async function connectionsOf(
  { opened, carriage, terminal }: Ground,
  account: Account,
): Promise<readonly Finding[]> {
  const { connections } = await openConnections(opened, carriage, terminal);
  const listed = await connections.list({ kind: 'listConnections', account: account.key });
  if (isFailure(listed)) return [];
  const circuits = await createCircuits(opened.store, terminal.now).read(account.id);
  return listed
    .filter(({ retiredAt }) => retiredAt === null)
    .flatMap(({ id, processor, remedy }): Finding[] => {
      const name = `${nameConnection(id)} of ${account.key} (${processor})`;
      const circuit = circuits.get(id.key);
      const isOpen = circuit !== undefined && circuit.until > terminal.now();
      return [
        ...(remedy === null ? [] : [wrong('connections', `${name} takes no order`, remedy)]),
        ...(isOpen
          ? [warn('circuits', `${name} is left out: ${circuit.why}`, 'look at `dubash exchanges`')]
          : []),
      ];
    });
}

async function endpointsOf({ opened }: Ground, { id, key }: Account): Promise<readonly Finding[]> {
  const records = await opened.store.listRecords(id, 'endpoint', 0, LISTED);
  const remedy = 'mend the receiver, then PATCH /account/endpoints/<id> {"active": true}';
  return records
    .filter((each) => endpointState(each) === 'paused')
    .map((each) => {
      const why = each.body['paused_because'];
      const because = typeof why === 'string' ? `: ${why}` : '';
      return warn('endpoints', `ep_${each.id.token} of ${key} is paused${because}`, remedy);
    });
}

async function workOf({ opened, terminal }: Ground, { id, key }: Account) {
  const now = terminal.now();
  const rows = await opened.store.accountInstructions(id);
  const late = rows.filter(({ dueAt }) => dueAt < now - LATE_MS);
  if (late.length === 0) return [];
  const minutes = Math.round((now - Math.min(...late.map(({ dueAt }) => dueAt))) / 60_000);
  const says = `${key} has ${late.length} overdue, the oldest by ${minutes} minutes`;
  return [warn('instructions', says, 'see that a server runs on this database, and its log')];
}

async function reviewsOf({ opened }: Ground): Promise<Finding> {
  const open = await opened.store.listReviews({ isOpen: true }, LISTED);
  if (open.length === 0) return ok('reviews', 'none is open');
  const count = open.length === LISTED ? `${LISTED} or more` : String(open.length);
  return warn('reviews', `open: ${count}`, 'see `dubash reviews list`');
}
