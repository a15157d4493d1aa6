// Orders in states that no documented request leads to, and what the server holds of an order.
import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import { isFailure } from '../../src/core/failure.ts';
import type { Aggregate } from '../../src/core/order.ts';
import { KEY } from '../support/server.ts';
import { createOrder } from '../../src/gateways/cashfree/dialect/fixtures/driver.ts';
import type { CreatedOrder } from './dialect-driver.ts';
import type { Stage } from './stage.ts';

async function findAccount({ server }: Stage): Promise<Account> {
  const known = await server.app.parts.accounts.find(KEY);
  assert.ok(known);
  return known.account;
}

/** An order that can be paid for twenty minutes; only the native contract can ask for that. */
export async function openExpiringOrder(stage: Stage, reference: string): Promise<CreatedOrder> {
  const account = await findAccount(stage);
  const until = stage.server.app.parts.engine.nowOf(account) + 20 * 60_000;
  return createOrder(stage.merchant, reference, {
    headers: { 'x-api-version': '2023-08-01' },
    body: { order_expiry_time: new Date(until).toISOString() },
  });
}

/** As a merchant does that no longer wants to be paid. */
export async function withdraw(stage: Stage, { reference }: CreatedOrder): Promise<void> {
  const account = await findAccount(stage);
  const order = [{ by: 'reference', reference } as const];
  const command = { kind: 'cancelOrder', order } as const;
  assert.ok(!isFailure(await stage.server.app.parts.engine.execute(account, command)));
}

export async function findOrder(stage: Stage, reference: string): Promise<Aggregate> {
  const account = await findAccount(stage);
  const order = [{ by: 'reference', reference } as const];
  const found = await stage.server.app.parts.engine.find(account, { kind: 'findOrder', order });
  assert.ok(!isFailure(found));
  return found.aggregate;
}
