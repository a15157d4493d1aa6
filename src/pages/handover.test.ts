/** Holds the pages on the way to a gateway: nothing unescaped, and policies that fit each. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { declined, order } from '../../test/support/page-view.ts';
import {
  type BridgeView,
  type HandoverView,
  type Page,
  renderBridge,
  renderElsewhere,
  renderHandover,
} from './index.ts';

const HOSTILE = `</script><script>alert(1)</script>"'&`;

const view: HandoverView = {
  order,
  isTest: true,
  gateway: 'First Gateway',
  action: '/pay/1/go',
  cancelAction: '/pay/1/cancel',
  returns: true,
  isBegun: false,
  methods: [],
  method: null,
  asks: ['name', 'email', 'phone'],
  entered: {},
  errors: {},
  declined: null,
  next: null,
  formOrigins: ['https://handover.example'],
};

const NO_ORIGINS = {
  script: ['https://gateway.example'],
  style: [],
  connect: [],
  image: [],
  font: [],
  frame: [],
  form: [],
};

const script: BridgeView = {
  kind: 'script',
  gateway: 'First Gateway',
  back: '/pay/1',
  source: 'https://gateway.example/pay.js',
  run: 'return pay(options);',
  options: { order: 'order_1' },
  origins: NO_ORIGINS,
};

const textOf = ({ html }: Page): string =>
  html.replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, '').replace(/<[^>]+>/g, '');

test('the method is asked where gateways differ by it, and no gateway is promised before', () => {
  const asked = { ...view, gateway: null, methods: ['upi', 'card'], method: 'card' } as const;
  const { html } = renderHandover(asked);
  assert.match(html, /<legend>Pay with<\/legend>/);
  assert.equal(html.match(/type="radio" name="method"/g)?.length, 2);
  assert.match(html, /value="card"\s+id="method-card" checked/);
  assert.match(textOf(renderHandover(asked)), /Next, pay on the page of a payment gateway/);
  const wrong = renderHandover({ ...asked, errors: { method: 'Choose another' } }).html;
  assert.match(wrong, /<fieldset aria-describedby="method-error"/);
  assert.match(wrong, /id="method-error"[\s\S]*Choose another/);
  assert.doesNotMatch(renderHandover(view).html, /name="method"/);
  const none = renderHandover({ ...view, gateway: null });
  assert.match(textOf(none), /No payment method is open for this order/);
});

test('nothing that came from outside is markup or script', () => {
  const said = { name: HOSTILE, email: HOSTILE, phone: HOSTILE };
  const names = { merchant: HOSTILE, description: HOSTILE, reference: HOSTILE };
  const pages = [
    renderHandover({
      ...view,
      order: { ...order, ...names },
      gateway: HOSTILE,
      action: HOSTILE,
      cancelAction: HOSTILE,
      entered: said,
      errors: said,
      declined: { title: HOSTILE, reason: HOSTILE },
      next: HOSTILE,
    }),
    renderBridge({ ...script, gateway: HOSTILE, back: HOSTILE, options: { text: HOSTILE } }),
    renderBridge({ kind: 'redirect', gateway: HOSTILE, back: HOSTILE, url: HOSTILE }),
    renderBridge({
      kind: 'post',
      gateway: HOSTILE,
      back: HOSTILE,
      url: HOSTILE,
      fields: [[HOSTILE, HOSTILE]],
      formOrigins: [],
    }),
  ];
  for (const page of pages) {
    assert.doesNotMatch(page.html, /<script>alert|<\/script><script>alert|>"'/);
    assert.ok(page.html.includes('&lt;script&gt;alert(1)'));
  }
});

test('every block is let in by its hash, or beside one by no hash at all', () => {
  const inline = { ...NO_ORIGINS, style: ['https://gateway.example', "'unsafe-inline'"] };
  const pages = [
    renderHandover(view),
    renderElsewhere({ state: 'paid' }),
    renderBridge(script),
    renderBridge({ ...script, origins: inline } as BridgeView),
    renderBridge({ kind: 'redirect', gateway: 'G', back: '/', url: 'https://g.example' }),
  ];
  for (const { html, csp } of pages) {
    for (const tag of ['style', 'script']) {
      const sources = new RegExp(`${tag}-src ([^;]+)`).exec(csp)?.[1] ?? '';
      const blocks = [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))];
      assert.equal(blocks.length, 1);
      const hash = createHash('sha256')
        .update(blocks[0]?.[1] ?? '')
        .digest('base64');
      const isFree = sources.includes("'unsafe-inline'");
      assert.equal(sources.includes(`'sha256-${hash}'`), !isFree, `${tag}: ${sources}`);
      assert.equal(sources.includes('sha256'), !isFree, sources);
    }
    assert.match(csp, /frame-ancestors 'none'$/);
  }
});

test('a frame opens a window of its own, and asks us how it went', () => {
  const framed = renderHandover({ ...view, embedder: 'https://shop.example', next: '/pay/1/next' });
  assert.match(
    framed.html,
    /<form method="post" action="\/pay\/1\/go"[^>]* target="dubash_payment"/,
  );
  assert.match(framed.html, /data-next="\/pay\/1\/next"/);
  assert.match(framed.csp, /connect-src 'self'/);
  assert.match(framed.csp, /frame-ancestors https:\/\/shop\.example$/);
  assert.match(framed.csp, /form-action 'self' https:\/\/handover\.example;/);
  const alone = renderHandover(view);
  assert.doesNotMatch(alone.html, /target=|data-next=/);
  assert.doesNotMatch(alone.csp, /connect-src/);
});

test('where no gateway is open there is nothing to press, and no word of another try', () => {
  const page = renderHandover({ ...view, gateway: null, isTest: false, declined });
  assert.match(textOf(page), /No payment method is open for this order/);
  assert.doesNotMatch(page.html, /class="primary"|class="alert"/);
  assert.match(page.html, /class="leave"/);
});

test('each end of the window says how it stands', () => {
  const titles = (['open', 'pending', 'paid', 'failed'] as const).map(
    (state) => /<title>([^<]+)/.exec(renderElsewhere({ state }).html)?.[1],
  );
  assert.deepEqual(titles, [
    'Not paid yet',
    'Payment pending',
    'Payment received',
    'Payment failed',
  ]);
});
