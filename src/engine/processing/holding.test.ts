// Orders that their merchant captures, where a gateway holds money for some accounts alone: refused
// when they are made if no connection can, else led to one that does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCommand } from '../../../test/support/call.ts';
import { CREDENTIALS_OF_BANK } from '../../../test/support/processor.ts';
import { named, openTwoGateways, type Stage } from '../../../test/support/two-gateways.ts';
import { isFailure } from '../../core/failure.ts';
import type { Connection } from '../../gateways/processor.ts';

const canHold = ({ credentials: [current] }: Connection): boolean =>
  current?.['hookSecret'] === 'canary-that-holds';
const NORTH = { changes: { north: { canHold } } } as const;

/** The fields for which a manual order is refused; null: it is made. */
async function refusalOf(stage: Stage): Promise<string | null> {
  const command = orderCommand({ capture: 'manual' });
  const made = await stage.engine.execute(await stage.live(), command);
  if (!isFailure(made)) return null;
  assert.equal(made.failure, 'request_invalid');
  return (made.issues ?? []).map(({ field, message }) => `${field}: ${message}`).join();
}

const NOT_ENABLED = 'capture: Manual capture is not enabled for this account.';

async function enable(stage: Stage, name: string): Promise<void> {
  await stage.connections.replaceCredentials({
    ...{ kind: 'changeConnection', account: stage.account.key, keepsFormer: false },
    connection: named(name).locators,
    credentials: { ...CREDENTIALS_OF_BANK, hookSecret: 'canary-that-holds' },
  });
  stage.clock.now += 2000;
}

test('without routes the one connection says whether a manual order can be made', async () => {
  const stage = await openTwoGateways({ ...NORTH, connections: ['north'] });
  assert.equal(await refusalOf(stage), NOT_ENABLED);
  assert.deepEqual(stage.north.heard, []);
  const automatic = await stage.order();
  assert.equal(await stage.press(automatic), '/go');
  await enable(stage, stage.names[0] ?? '');
  const manual = await stage.order({ capture: 'manual' });
  assert.equal(await stage.press(manual), '/go');
  await stage.close();
});

test('with routes another that can hold it takes it, or it is refused', async () => {
  const stage = await openTwoGateways(NORTH);
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([], [north, south]);
  const key = await stage.order({ capture: 'manual' });
  assert.match(await stage.look(key), /Next, pay on the page of South Pay/);
  assert.equal(await stage.press(key), '/go');
  assert.match((await stage.reasons(key)).join(), /North Pay .*left out: cannot hold money first/);
  assert.deepEqual(
    (await stage.read(key)).payments.map(({ processor, status }) => `${processor} ${status}`),
    ['south pending'],
  );
  assert.deepEqual(stage.north.heard, [], 'nothing was begun where it cannot be held');
  // All that is left is the account's own route, which is the first connection.
  await stage.setRoutes([{ go: [south], minMinor: 10_000_000, currency: 'INR' }], [north]);
  assert.equal(await refusalOf(stage), NOT_ENABLED);
  await enable(stage, north);
  assert.equal(await refusalOf(stage), null);
  await stage.close();
});
