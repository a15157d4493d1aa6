// Connections of a live account to the tests' own processor, as tests of the engine need them.
import assert from 'node:assert/strict';
import { type Account, NO_PROCESSOR } from '../../src/core/account.ts';
import type { AddConnection, ShownConnection } from '../../src/core/connection.ts';
import { type Failure, isFailure } from '../../src/core/failure.ts';
import type { Locator } from '../../src/core/id.ts';
import { type ConnectionParts, createConnections } from '../../src/engine/identity/connection.ts';
import { openRig } from './engine.ts';
import { ACCEPTING, BANK, CREDENTIALS_OF_BANK, TEST_PROCESSOR } from './processor.ts';
import type { Connection } from '../../src/gateways/processor.ts';

/** A live account without connections; `changes` are of what they stand on. */
export async function openConnections(
  changes: Partial<ConnectionParts> = {},
  account: Partial<Account> = {},
) {
  const live = { mode: 'live', processor: NO_PROCESSOR, ...account } as const;
  const rig = await openRig({ account: live });
  const logged: string[] = [];
  const note = (fields: object, text: string) => void logged.push(JSON.stringify([fields, text]));
  const places = {
    ...rig,
    processors: new Map([
      [BANK, TEST_PROCESSOR],
      ['otherbank', TEST_PROCESSOR],
    ]),
    call: ACCEPTING,
    now: () => rig.clock.now,
    liveRemedy: null,
    webhookUrl: ({ account: owner, id }: Pick<Connection, 'account' | 'id'>) => `/${owner}/${id}`,
    log: { info: note, warn: note, error: note },
    ...changes,
  };
  return { ...rig, places, logged, connections: createConnections(places) };
}

export function asked(account: Account, changes: Partial<AddConnection> = {}): AddConnection {
  const facts = { processor: BANK, mode: 'test', label: null, baseUrl: null } as const;
  const credentials = CREDENTIALS_OF_BANK;
  return { kind: 'addConnection', account: account.key, ...facts, credentials, ...changes };
}

/** What was asked for, which nothing refused. */
export function good<Result>(result: Result | Failure): Result {
  if (isFailure(result)) return assert.fail(JSON.stringify(result));
  return result;
}

export function named({ id }: ShownConnection): readonly [Locator] {
  return [{ by: 'token', token: id.token }];
}
