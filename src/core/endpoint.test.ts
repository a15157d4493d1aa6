// The three states of an endpoint: told of everything, switched off, and paused by us.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOW } from '../../test/support/call.ts';
import { endpointState, isPaused } from './endpoint.ts';

const ROWS = [
  [{}, 'active'],
  [{ active: true }, 'active'],
  [{ active: true, paused_at: NOW }, 'active'],
  [{ paused_at: NOW }, 'active'],
  [{ active: false }, 'off'],
  [{ active: false, paused_at: null }, 'off'],
  [{ active: false, paused_at: 'yesterday' }, 'off'],
  [{ active: false, paused_at: NOW }, 'paused'],
  [{ active: 'false', paused_at: NOW }, 'active'],
] as const;

for (const [body, expected] of ROWS) {
  test(`an endpoint of ${JSON.stringify(body)} is ${expected}`, () => {
    const id = { key: 1, number: 1, token: 'END123def456GH' };
    const record = { id, kind: 'endpoint', uniqueRef: null, sealedSecret: null } as const;
    assert.equal(endpointState({ ...record, body, createdAt: NOW }), expected);
    assert.equal(isPaused(body), expected === 'paused');
  });
}
