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

type Ran = {
  /** The addresses of the forms that it posted. */
  readonly posted: readonly string[];
  /** The fields of those forms. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The names of the windows that it opened. */
  readonly opened: readonly unknown[];
  readonly failed: readonly unknown[];
};

/** Runs the script in a page of almost nothing, which opens the checkout. */
function run(src: string | null, origin = 'https://shop.example', more: object = {}): Ran {
  const posted: string[] = [];
  const opened: unknown[] = [];
  const failed: unknown[] = [];
  const made: { readonly name?: string; readonly value?: unknown }[] = [];
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
    open: (_address: string, name: string) => {
      opened.push(name);
      return null;
    },
  };
  const own = src === null ? null : { src, hasAttribute: () => false };
  const page = {
    window,
    location: { origin },
    history: { state: null, pushState: () => undefined, replaceState: () => undefined },
    HTMLFormElement: { prototype: { submit: { call: () => undefined } } },
    clearTimeout: () => undefined,
    document: {
      currentScript: own,
      documentElement: element(),
      body: element(),
      createElement: () => {
        const one = element();
        made.push(one);
        return one;
      },
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    },
  };
  new Script(text).runInNewContext(page);
  type Checkout = { on: (name: string, listener: unknown) => Checkout; open: () => void };
  const create = window['Razorpay'] as (options: object) => Checkout;
  const checkout = create({ key: 'k', order_id: 'order_1', ...more });
  checkout.on('payment.failed', (told: unknown) => failed.push(told)).open();
  const named = made.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value]]));
  return { posted, fields: Object.fromEntries(named), opened, failed };
}

test('the API is where the script came from; without a name, where our pages are', () => {
  const rows = [
    ['https://pay.example/v1/checkout.js', 'https://pay.example/v1'],
    ['https://pay.example/v1/checkout.js?v=2#x', 'https://pay.example/v1'],
    ['http://127.0.0.1:8080/razorpay/v1/checkout.js', 'http://127.0.0.1:8080/razorpay/v1'],
    ['https://shop.example/bundle.js', 'https://pay.example/v1'],
    [null, 'https://pay.example/v1'],
  ] as const;
  for (const [src, base] of rows) assert.deepEqual(run(src).posted, [`${base}/checkout/embedded`]);
});

test('a page without a web address opens a window, and is told when there is none', () => {
  const own = 'https://pay.example/v1/checkout.js';
  for (const origin of [
    'capacitor://localhost',
    'ionic://localhost',
    'file://',
    'null',
    'app://x',
  ]) {
    const { posted, opened, failed } = run(own, origin);
    assert.deepEqual([posted, opened, failed.length], [[], ['checkout-window-1'], 1], origin);
  }
  for (const origin of ['https://localhost', 'http://localhost:8100', 'http://[::1]:8080']) {
    const { posted, opened, failed } = run(own, origin);
    assert.deepEqual([posted.length, opened, failed], [1, [], []], origin);
  }
});

test('what the shop says of methods and of other products is posted', () => {
  const display = { hide: [{ method: 'upi' }] };
  const options = { method: { card: false, upi: 1 }, config: { display }, recurring: '1' };
  const { fields } = run('https://pay.example/v1/checkout.js', 'https://shop.example', options);
  assert.equal(fields['method[card]'], 'false');
  assert.equal(fields['method[upi]'], '1');
  assert.equal(fields['config'], JSON.stringify({ display }));
  assert.equal(fields['recurring'], '1');
  assert.equal(fields['token'], undefined);
});
