// The drivers of the registry's dialects, for tests that have a browser; one that is missing fails.
import assert from 'node:assert/strict';
import type { CreatedOrder } from '../../src/gateways/fixture.ts';
import { DIALECTS, driverOf } from '../support/fixture.ts';
import type { ShopRequest } from './shop.ts';
import type { Stage } from './stage.ts';

export type { CreatedOrder, DialectDriver, Ending } from '../../src/gateways/fixture.ts';

export const DIALECT_DRIVERS = DIALECTS.map(({ name }) => driverOf(name));
export const CASHFREE = driverOf('cashfree');
export const PAYU = driverOf('payu');
export const RAZORPAY = driverOf('razorpay');
export const PAYTRING = driverOf('paytring');
export const PINELABS = driverOf('pinelabs');
export const WORLDLINE = driverOf('worldline');

/** The last request of this sale's customer to the shop. */
export function lastRequest(stage: Stage, { reference }: CreatedOrder): ShopRequest {
  const last = stage.shop.requestsOf(reference).at(-1);
  assert.ok(last, `nobody came back for ${reference}`);
  return last;
}
