// Which connection carries new payments, and the one mode that an account's connections have.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  connectionOf,
  type KeptConnection,
  modeOf,
  nameConnection,
  routeOf,
} from './connection.ts';

function kept(key: number, changes: Partial<KeptConnection> = {}): KeptConnection {
  const body = { processor: `p${key}`, label: null, baseUrl: null, checkedAt: null } as const;
  const id = { key, number: key, token: `TOKEN${key}` };
  return { ...body, mode: 'test', retiredAt: null, createdAt: key, id, ...changes };
}
const over = { retiredAt: 9 } as const;

test('the route stays where it is until that connection retires, then goes to the newest', () => {
  const to = (key: number) => ({ connection: key, processor: `p${key}`, mode: 'test' });
  const first = routeOf([kept(1)], null);
  assert.deepEqual(first, to(1));
  assert.deepEqual(routeOf([kept(3), kept(2), kept(1)], first), to(1));
  assert.deepEqual(routeOf([kept(3), kept(2), kept(1, over)], first), to(3));
  assert.deepEqual(routeOf([kept(3, over), kept(2), kept(1, over)], first), to(2));
  assert.equal(routeOf([kept(3, over), kept(1, over)], first), null);
  assert.equal(routeOf([], first), null);
});

test('the mode is that of the connections in use', () => {
  assert.equal(modeOf([]), null);
  assert.equal(modeOf([kept(2, { mode: 'live', ...over })]), null);
  assert.equal(modeOf([kept(3), kept(2, { mode: 'live', ...over })]), 'test');
  assert.equal(modeOf([kept(2, { mode: 'live' })]), 'live');
});

test('a record is read with its names and times, and named by its token', () => {
  const { id, createdAt, ...body } = kept(5);
  const record = {
    id,
    createdAt,
    body,
    kind: 'connection',
    uniqueRef: null,
    sealedSecret: 'x',
  } as const;
  assert.deepEqual(connectionOf(record), kept(5));
  assert.equal(nameConnection(id), 'conn_TOKEN5');
});
