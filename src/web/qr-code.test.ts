// QR codes: a reader of another hand reads the address back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import decodeQR from 'qr/decode.js';
import { readPng } from '../../test/support/png.ts';
import { drawCode } from './qr-code.ts';

for (const address of [
  'http://127.0.0.1:8080/pay/ABC123def456GHPAGE/bank',
  `https://pay.example.in/${'x'.repeat(300)}`,
]) {
  test(`an address of ${address.length} letters is read back`, () => {
    assert.equal(decodeQR(readPng(drawCode(address))), address);
  });
}

test('the same address gives the same picture', () => {
  assert.equal(drawCode('https://a.in/b'), drawCode('https://a.in/b'));
  assert.notEqual(drawCode('https://a.in/b'), drawCode('https://a.in/c'));
});
