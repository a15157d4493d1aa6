// Our checkout.js as a file: where it is served, that old browsers read it, and what is in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Script } from 'node:vm';
import { razorpay } from '../index.ts';
import { checkoutScript } from './script.ts';

const text = checkoutScript('https://pay.example');

test('checkout.js is served wherever the API is', () => {
  const asset = razorpay.assets?.find(({ paths }) => paths.includes('/v1/checkout.js'));
  assert.equal(asset?.type, 'text/javascript; charset=utf-8');
  for (const path of ['/razorpay/v1/checkout.js', '/api/v2/order/via/rzp/v1/checkout.js']) {
    assert.ok(asset?.paths.includes(path), path);
  }
  assert.equal(asset?.body('https://pay.example'), text);
});

test('checkout.js is a script of the old language, and holds no secret', () => {
  assert.ok(new Script(text));
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  assert.doesNotMatch(code, /=>|`|\b(?:const|let|class|async|await)\b|\.\.\./);
  assert.match(code, /var PAGES = "https:\/\/pay\.example";/);
  assert.doesNotMatch(text, /secret/i);
});

/** Runs the script in a page of almost nothing; the address of the form that it posts. */
function addressOf(src: string | null): string {
  const posted: string[] = [];
  const element = (): object => ({
    style: {},
    children: [],
    setAttribute: () => undefined,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    appendChild: () => undefined,
    focus: () => undefined,
    set action(address: string) {
      posted.push(address);
    },
    parentNode: { removeChild: () => undefined },
  });
  const window: Record<string, unknown> = {
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  const own = src === null ? null : { src, hasAttribute: () => false };
  const page = {
    window,
    location: { origin: 'https://shop.example' },
    history: { state: null, pushState: () => undefined, replaceState: () => undefined },
    HTMLFormElement: { prototype: { submit: { call: () => undefined } } },
    clearTimeout: () => undefined,
    document: {
      currentScript: own,
      documentElement: element(),
      body: element(),
      createElement: element,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    },
  };
  new Script(text).runInNewContext(page);
  const { open } = window['Razorpay'] as { open: (options: object) => object };
  open({ key: 'k', order_id: 'order_1' });
  return posted[0] ?? '';
}

test('the API is where the script came from; without a name, where our pages are', () => {
  const rows = [
    ['https://pay.example/v1/checkout.js', 'https://pay.example/v1'],
    ['https://pay.example/v1/checkout.js?v=2#x', 'https://pay.example/v1'],
    ['http://127.0.0.1:8080/razorpay/v1/checkout.js', 'http://127.0.0.1:8080/razorpay/v1'],
    ['https://shop.example/bundle.js', 'https://pay.example/v1'],
    [null, 'https://pay.example/v1'],
  ] as const;
  for (const [src, base] of rows) assert.equal(addressOf(src), `${base}/checkout/embedded`);
});
