// What became of an order after a sample was sent, and the amounts that a request names.
import { formatDecimal } from '../../src/core/money.ts';
import assert from 'node:assert/strict';
import { isFailure } from '../../src/core/failure.ts';
import type { Aggregate } from '../../src/core/order.ts';
import type { Given, SampleRequest } from '../../src/gateways/fixture.ts';
import { type Driven, openShop, prepare, send } from '../support/sample.ts';
import type { TestServer } from '../support/server.ts';
import type { Plan } from './drive.ts';

export type Seen = {
  readonly driven: Driven;
  readonly given: Given;
  /** The merchant's only order as it is now; asking throws when there is none, or another. */
  readonly left: Aggregate;
};

/** Sends the sample, changed, for a merchant of its own. */
export async function driveChanged(
  server: TestServer,
  { served, family, sample }: Plan,
  change: (request: SampleRequest) => SampleRequest = (request) => request,
): Promise<Seen> {
  const shop = await openShop(server, sample.settings);
  const { given, account } = await prepare(server, served, family, sample, shop);
  const changed = { ...sample, request: (each: Given) => change(sample.request(each)) };
  const driven = await send(server, served, family, changed, given);
  const { engine, instructions } = server.app.parts;
  if (sample.does !== 'pay' && sample.order !== undefined) await instructions.settle(account);
  const rest = { from: null, to: null, skip: 0, count: 10, reference: null, states: null };
  const { items } = await engine.list(account, { kind: 'list', of: 'order', ...rest });
  const found = await Promise.all(
    items.map(async ({ aggregate: { order } }) => {
      const locator = [{ by: 'token', token: order.id.token } as const];
      const outcome = await engine.find(account, { kind: 'findOrder', order: locator });
      return isFailure(outcome) ? assert.fail() : outcome.aggregate;
    }),
  );
  return {
    driven,
    given,
    get left() {
      const [only, ...others] = found;
      assert.ok(only !== undefined && others.length === 0, `${found.length} orders`);
      return only;
    },
  };
}

/** The request with another value wherever one is spelt; null where none is. */
export function respell(
  request: SampleRequest,
  spell: (value: string) => string | null,
): SampleRequest | null {
  let count = 0;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each)]));
    }
    if (typeof value !== 'string' && typeof value !== 'number') return value;
    // Some commands have all that they say in the JSON of one field.
    if (typeof value === 'string' && value.startsWith('{')) {
      return JSON.stringify(walk(JSON.parse(value)));
    }
    const other = spell(String(value));
    if (other === null) return value;
    count += 1;
    return typeof value === 'number' ? Number(other) : other;
  };
  const { fields, query } = request;
  const changed = {
    ...request,
    ...(fields === undefined ? {} : { fields: walk(fields) as typeof fields }),
    ...(query === undefined ? {} : { query: walk(query) as typeof query }),
  };
  return count === 0 ? null : changed;
}

/** An amount in place of another, both in paise: spelt in paise or in rupees as it was. */
export function respellAmount(
  request: SampleRequest,
  fromMinor: number,
  toMinor: number,
): SampleRequest | null {
  return respell(request, (value) => {
    if (value === String(fromMinor)) return String(toMinor);
    const isRupees = /^\d+(?:\.\d{1,2})?$/.test(value) && rupees(fromMinor) === padded(value);
    return isRupees ? rupees(toMinor) : null;
  });
}

function rupees(minor: number): string {
  return formatDecimal(minor, 'INR');
}

function padded(value: string): string {
  const [whole = '', part = ''] = value.split('.');
  return `${whole}.${part.padEnd(2, '0')}`;
}

/** Whether the request has the text somewhere. */
export function says(request: SampleRequest, text: string): boolean {
  return respell(request, (value) => (value === text ? value : null)) !== null;
}
