// Our razorpay.js as a file: where it is served, that old browsers read it, and what is in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Script } from 'node:vm';
import { razorpay } from '../index.ts';
import { customScript } from './custom-script.ts';

const text = customScript('https://pay.example');

test('razorpay.js is served wherever the API is', () => {
  const asset = razorpay.assets?.find(({ paths }) => paths.includes('/v1/razorpay.js'));
  assert.equal(asset?.type, 'text/javascript; charset=utf-8');
  for (const path of ['/razorpay/v1/razorpay.js', '/api/v2/order/via/rzp/v1/razorpay.js']) {
    assert.ok(asset?.paths.includes(path), path);
  }
  assert.equal(asset?.body('https://pay.example'), text);
});

test('razorpay.js is a script of the old language, and holds no secret', () => {
  assert.ok(new Script(text));
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  assert.doesNotMatch(code, /=>|`|\b(?:const|let|class|async|await)\b|\.\.\./);
  assert.match(code, /var PAGES = "https:\/\/pay\.example";/);
  assert.doesNotMatch(text, /secret/i);
});
