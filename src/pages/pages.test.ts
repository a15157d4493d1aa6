/** Holds the pages to what they promise: nothing unescaped, no card data, a policy that fits. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  bank,
  declined,
  firstPage,
  handback,
  order,
  outcome,
  pay,
  STATES,
} from '../../test/support/page-view.ts';
import {
  type OutcomeState,
  type Page,
  renderBank,
  renderFirstPage,
  renderHandback,
  renderMissing,
  renderOutcome,
  renderPay,
} from './index.ts';

const HOSTILE = `<script>alert(1)</script>"'&`;
const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;';

const everyPage: readonly Page[] = [
  renderPay(pay),
  renderPay({ ...pay, chosen: 'card', declined }),
  renderPay({ ...pay, chosen: 'card', errors: { card_cvv: 'Enter 3 digits.', form: 'Wait.' } }),
  renderBank(bank),
  ...STATES.map((state) => renderOutcome({ ...outcome, state, retry: '/r', refreshSeconds: 5 })),
  renderHandback(handback),
  renderHandback({ ...handback, method: 'GET' }),
  renderMissing(),
  renderFirstPage(firstPage),
  renderFirstPage({ ...firstPage, orders: [] }),
];

const stripBlocks = (html: string) => html.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
const hashText = (text: string) => createHash('sha256').update(text).digest('base64');
const readText = ({ html }: Page) =>
  stripBlocks(html)
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ');

test('nothing that came from outside is markup', () => {
  const names = { merchant: HOSTILE, description: HOSTILE, reference: HOSTILE };
  const hostile = { ...order, ...names };
  const choice = [{ code: HOSTILE, name: HOSTILE }];
  const said = { vpa: HOSTILE, bank: HOSTILE, wallet: HOSTILE, card_name: HOSTILE, form: HOSTILE };
  const instrument = {
    method: 'upi',
    value: HOSTILE,
    label: HOSTILE,
    effect: HOSTILE,
    gateway: HOSTILE,
  } as const;
  const pages = [
    renderPay({
      ...pay,
      order: hostile,
      action: HOSTILE,
      cancelAction: HOSTILE,
      banks: choice,
      wallets: choice,
      instruments: [{ ...instrument, also: { [HOSTILE]: HOSTILE } }],
      entered: said,
      errors: { ...said, method: HOSTILE },
    }),
    renderPay({ ...pay, order: hostile, declined: { title: HOSTILE, reason: HOSTILE } }),
    renderBank({ ...bank, order: hostile, instrument: HOSTILE, action: HOSTILE }),
    ...STATES.map((state) =>
      renderOutcome({
        ...outcome,
        order: hostile,
        state,
        paymentReference: HOSTILE,
        reason: HOSTILE,
        retry: `/${HOSTILE}`,
        back: { href: `https://shop.example/${HOSTILE}` },
      }),
    ),
    ...(['GET', 'POST'] as const).map((method) =>
      renderHandback({ ...handback, order: hostile, method, fields: [[HOSTILE, HOSTILE]] }),
    ),
  ];
  const calls = [{ title: HOSTILE, text: HOSTILE }];
  const orders = firstPage.orders.map((each) => ({ ...each, name: HOSTILE, dialect: HOSTILE }));
  const told = { address: HOSTILE, key: HOSTILE, maskedSecret: HOSTILE };
  pages.push(renderFirstPage({ ...firstPage, ...told, calls, orders }));
  for (const { html } of pages) {
    assert.ok(html.includes(ESCAPED));
    assert.ok(!html.includes('<script>alert'));
    assert.ok(!html.includes(`>"'`));
    assert.equal(html.match(/<script/g)?.length, 1);
  }
});

test('card number and CVV are never written back; expiry and name are', () => {
  const entered = {
    card_number: '5555444433332222',
    card_expiry: '11 / 39',
    card_cvv: '987',
    card_name: 'Asha Rao',
  };
  const errors = { card_number: 'Check the number.' };
  const { html } = renderPay({ ...pay, chosen: 'card', entered, errors });
  for (const secret of ['5555444433332222', '"987"', '>987']) {
    assert.ok(!html.includes(secret), secret);
  }
  assert.match(html, /value="11 \/ 39"/);
  assert.match(html, /value="Asha Rao"/);
  assert.match(html, /We do not keep a card’s number or CVV\. Enter these two again\./);
});

test('the policy lets in exactly the inlined blocks, and no page needs more', () => {
  for (const { html, csp } of everyPage) {
    for (const tag of ['style', 'script']) {
      const blocks = [...html.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))];
      assert.equal(blocks.length, 1);
      const hash = hashText(blocks[0]?.[1] ?? '');
      assert.ok(csp.includes(`${tag}-src 'sha256-${hash}'`), tag);
    }
    assert.doesNotMatch(stripBlocks(html), /\s(style|on\w+)=/);
    assert.match(
      csp,
      /^default-src 'none'; style-src \S+; script-src \S+; img-src 'self' data:; base-/,
    );
    assert.match(csp, /; base-uri 'none'; form-action [^;]+; frame-/);
    assert.match(csp, /frame-ancestors 'none'$/);
    assert.doesNotMatch(csp, /unsafe/);
  }
});

test('forms go to ourselves, and at the handback to the merchant alone', () => {
  const action = ({ csp }: Page) => /form-action ([^;]+)/.exec(csp)?.[1];
  assert.equal(action(renderPay(pay)), "'self'");
  assert.equal(action(renderBank(bank)), "'self'");
  assert.equal(action(renderFirstPage(firstPage)), "'self'");
  assert.equal(action(renderOutcome(outcome)), "'none'");
  assert.equal(action(renderHandback(handback)), 'https://shop.example:8443');
  assert.equal(action(renderHandback({ ...handback, method: 'GET' })), "'none'");
  const known = renderHandback({ ...handback, onward: ['https://www.shop.example/x'] });
  assert.equal(action(known), 'https://shop.example:8443 https://www.shop.example');
  const anywhere = { ...handback, onward: 'any' } as const;
  assert.equal(
    action(renderHandback(anywhere)),
    undefined,
    'an app’s own scheme has no name there',
  );
  assert.equal(action(renderHandback({ ...anywhere, method: 'GET' })), "'none'");
  assert.equal(action(renderHandback({ ...anywhere, url: 'javascript:alert(1)' })), "'none'");
  assert.equal(action(renderHandback({ ...handback, url: 'http://[::1]:3000/x' })), 'http:');
});

test('an address that is no plain web address is neither linked nor named in the policy', () => {
  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'https://a;script-src *', '/x']) {
    for (const method of ['GET', 'POST'] as const) {
      const { html, csp } = renderHandback({ ...handback, method, url });
      assert.match(csp, /form-action 'none'/);
      assert.doesNotMatch(html, /<form|<a |http-equiv/);
      assert.match(html, /Go back to/);
    }
  }
  for (const href of ['javascript:alert(1)', '//evil.example', '/\\evil.example']) {
    const { html } = renderOutcome({ ...outcome, state: 'failed', retry: href, back: { href } });
    assert.doesNotMatch(html, /<a /);
  }
  assert.match(renderHandback({ ...handback, url: 'https://*.example' }).csp, /form-action 'none'/);
});

test('one origin may frame a page when the caller says so', () => {
  const framed = renderPay({ ...pay, declined, embedder: 'https://shop.example' });
  assert.match(framed.csp, /frame-ancestors https:\/\/shop\.example$/);
  assert.doesNotMatch(framed.html, / autofocus/);
  const { csp } = renderPay({ ...pay, embedder: "https://x 'unsafe-inline'" });
  assert.match(csp, /frame-ancestors 'none'$/);
});

test('the pay page stays within 14 kB gzipped', () => {
  const banks = Array.from({ length: 60 }, (_, n) => ({ code: `B${n}`, name: `Bank ${n}` }));
  const size = gzipSync(renderPay({ ...pay, banks }).html).length;
  assert.ok(size <= 14_000, `${size} bytes`);
});

test('the pay page says the amount, puts UPI first and opens what was chosen', () => {
  const { html } = renderPay({ ...pay, chosen: 'card' });
  assert.match(html, /<title>Pay ₹500\.50 to Chai Point<\/title>/);
  assert.match(html, />Pay ₹500\.50<\/button>/);
  assert.match(html, /Sandbox: no money moves/);
  assert.match(html, /Cancel and return/);
  const radios = [...html.matchAll(/value="(\w+)"\s+id="method-\w+"( checked)?/g)];
  assert.deepEqual(
    radios.map(([, method, checked]) => [method, checked !== undefined]),
    [
      ['upi', false],
      ['card', true],
      ['netbanking', false],
      ['wallet', false],
    ],
  );
  assert.doesNotMatch(readText(renderPay({ ...pay, sandbox: false })), /Sandbox|success@test/);
});

test('a method with nothing to choose is left out, and no method at all is said', () => {
  const { html } = renderPay({ ...pay, banks: [], wallets: [], chosen: 'wallet' });
  assert.doesNotMatch(html, /id="method-(netbanking|wallet)"/);
  assert.match(html, /id="method-upi" checked/);
  const none = renderPay({ ...pay, methods: [] });
  assert.match(readText(none), /No payment method is open for this order/);
  assert.doesNotMatch(none.html, /<button class="primary"/);
});

test('an error is tied to its field and takes the focus, unless the page failed as a whole', () => {
  const wrong = { ...pay, chosen: 'card', errors: { card_cvv: 'Enter 3 digits.' } } as const;
  const { html } = renderPay(wrong);
  assert.match(html, /id="card_cvv"[^>]* aria-describedby="card_cvv-error" aria-invalid="true"/);
  assert.match(html, /id="card_cvv"[^>]* autofocus/);
  assert.match(html, /id="card_cvv-error">.*Enter 3 digits\./);
  assert.match(html, /<title>Check your details: /);
  const failed = renderPay({ ...wrong, declined });
  assert.match(failed.html, /role="alert" tabindex="-1" autofocus/);
  assert.equal(failed.html.match(/ autofocus/g)?.length, 1);
  assert.match(readText(failed), /Payment failed The bank declined this card\./);
});

test('the bank step is plainly simulated and offers every answer', () => {
  const page = renderBank(bank);
  assert.match(readText(page), /Simulated bank: no money moves/);
  assert.match(readText(page), /Visa card ending 1007/);
  for (const value of ['success', 'failure', 'cancel', 'pending']) {
    assert.ok(page.html.includes(`name="outcome" value="${value}"`), value);
  }
});

test('every outcome renders its words, and only what it may lead to', () => {
  const words: Readonly<Record<OutcomeState, RegExp>> = {
    paid: /Payment received ₹500\.50 .*Payment reference ?pay_123.*Return to Chai Point/,
    pending: /Payment pending .*not confirmed .*Do not pay again\. This page checks by itself/,
    failed: /Payment failed .*did not go through\. .*Try again/,
    cancelled: /Payment cancelled .*You cancelled .*Try again/,
    expired: /Payment expired .*The time to pay this order is over\./,
  };
  for (const state of STATES) {
    const page = renderOutcome({ ...outcome, state, retry: '/retry', refreshSeconds: 5 });
    assert.match(readText(page), words[state]);
    assert.equal(page.html.includes('href="/retry"'), state !== 'paid' && state !== 'pending');
    assert.equal(page.html.includes('http-equiv="refresh" content="5"'), state === 'pending');
  }
});

test('the handback says what happened and carries every field, with and without script', () => {
  const posted = renderHandback({ ...handback, fields: [['a"b', '1 & 2']] });
  assert.match(posted.html, /<input type="hidden" name="a&quot;b" value="1 &amp; 2">/);
  assert.match(posted.html, /action="https:\/\/shop\.example:8443\/done\?a=1"/);
  assert.match(readText(posted), /Payment received ₹500\.50/);
  assert.match(readText(posted), /Returning you to Chai Point in 3 s/);
  assert.match(readText(posted), /Continue to Chai Point/);
  const { html } = renderHandback({ ...handback, method: 'GET', fields: [['b', 'x y']] });
  const url = 'https://shop.example:8443/done?a=1&amp;b=x+y';
  assert.ok(html.includes(`<meta http-equiv="refresh" content="3;url=${url}">`));
  assert.ok(html.includes(`href="${url}"`));
});

test('the first page says what can be done next, and how each order stands in a word', () => {
  const text = readText(renderFirstPage(firstPage));
  assert.match(text, /Make a test order and pay it/);
  assert.match(text, /keys create/);
  assert.match(text, /Key ?test_123 Secret ?••••••••4cde/);
  assert.match(text, /created ₹500\.50 .*Not paid yet/);
  for (const word of ['Tried, not paid yet', 'Paid', 'Expired', 'Cancelled']) {
    assert.ok(text.includes(word), word);
  }
  const empty = readText(renderFirstPage({ ...firstPage, orders: [] }));
  assert.match(empty, /None yet\. Press the button above/);
});
