// Which requests came by the host of the hand-over, whatever the two addresses have in common.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIsThere } from './handover-host.ts';

function hostsThere(handover: string, own: string): readonly string[] {
  const isThere = createIsThere(handover, () => own);
  const hosts = ['hand.example', 'HAND.example:443', 'pay.example', 'hand.example.evil', ''];
  const local = ['127.0.0.1:8080', '127.0.0.1:8081', 'localhost:8080', 'localhost'];
  return [...hosts, ...local].filter((host) => isThere({ headers: { host } }));
}

test('a host of its own is told by its name, whatever port a proxy writes', () => {
  const both = ['hand.example', 'HAND.example:443'];
  assert.deepEqual(hostsThere('https://hand.example', 'https://pay.example'), both);
  assert.deepEqual(hostsThere('https://hand.example/sub', 'https://pay.example'), both);
  assert.deepEqual(hostsThere('http://localhost:8080', 'http://127.0.0.1:8080'), [
    'localhost:8080',
    'localhost',
  ]);
});

test('two ports of one host are told apart; one address is nobody’s own', () => {
  const own = 'http://127.0.0.1:8080';
  assert.deepEqual(hostsThere('http://127.0.0.1:8081', own), ['127.0.0.1:8081']);
  assert.deepEqual(hostsThere(own, own), []);
  assert.deepEqual(hostsThere('', own), []);
  assert.equal(createIsThere('https://hand.example', () => own)({ headers: {} }), false);
});
