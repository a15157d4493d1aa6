// A second language is a table more: nothing that a page says stands outside the table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Markup, trust } from '../web/html.ts';
import {
  DEFAULT_WORDS,
  type OrderView,
  type OutcomeState,
  type PayView,
  renderBank,
  renderFirstPage,
  renderHandback,
  renderMissing,
  renderOutcome,
  renderPay,
  type Words,
  wordsFor,
} from './index.ts';

/** The same table with every text in brackets, as a language that nobody speaks. */
function bracket<T>(table: T): T {
  if (typeof table === 'string') return `⟦${table}⟧` as T;
  if (table instanceof Markup) return trust(`⟦${table.text}⟧`) as T;
  if (typeof table === 'function') {
    return ((...given: unknown[]) =>
      bracket((table as (...all: unknown[]) => unknown)(...given))) as T;
  }
  return Object.fromEntries(
    Object.entries(table as object).map(([name, value]) => [name, bracket(value)]),
  ) as T;
}
const words: Words = { ...bracket(DEFAULT_WORDS), lang: 'hi-IN' };

const order: OrderView = {
  merchant: '1',
  description: '2',
  reference: '3',
  amountMinor: 50050,
  currency: 'INR',
  exponent: 2,
};
const test1 = { method: 'upi', value: '4', label: '5', effect: '6', gateway: null } as const;
const code = { address: 'http://127.0.0.1/x', isLoopback: true, apps: [], next: '/n' };
const choices = Array.from({ length: 12 }, (_, at) => ({ code: `${at}`, name: `${at}` }));
const pay: PayView = {
  order,
  words,
  sandbox: true,
  action: '/p',
  cancelAction: '/c',
  returns: true,
  methods: ['upi', 'card', 'netbanking', 'wallet'],
  banks: choices,
  wallets: choices,
  upi: code,
  instruments: [test1, { ...test1, gateway: '7', also: { a: '8' } }],
  chosen: 'card',
  entered: {},
  errors: {},
  declined: null,
};
const STATES: readonly OutcomeState[] = ['paid', 'pending', 'failed', 'cancelled', 'expired'];
const ended = { order, words, sandbox: true, paymentReference: '9', reason: null };
const paid = { method: '10', at: 0 };

const pages = [
  renderPay(pay),
  renderPay({ ...pay, upi: null, errors: { card_cvv: '11' }, returns: false }),
  renderPay({ ...pay, methods: [], declined: { title: '12', reason: '' } }),
  renderBank({ order, words, instrument: '13', account: '14', action: '/b', sandbox: true }),
  ...STATES.flatMap((state) => [
    renderOutcome({ ...ended, state, paid, retry: '/r', back: { href: '/b' }, refreshSeconds: 5 }),
    renderOutcome({ ...ended, state, retry: null, back: null, refreshSeconds: null }),
    renderHandback({
      ...ended,
      state,
      method: 'POST',
      url: 'https://a.b/',
      fields: [],
      delaySeconds: 3,
    }),
    renderHandback({ ...ended, state, method: 'GET', url: 'none', fields: [], delaySeconds: 3 }),
  ]),
  renderMissing(words),
  ...[[], ['created', 'attempted', 'paid', 'expired', 'cancelled'] as const].map((statuses) => {
    const amount = { amountMinor: 1, currency: 'INR', exponent: 2, at: 0 };
    const named = { href: '/p', name: '14', dialect: '15' };
    const orders = statuses.map((status) => ({ ...named, ...amount, status }));
    const calls = [{ title: '16', text: '17' }];
    const told = { address: '18', key: '19', maskedSecret: '20', action: '/' };
    return renderFirstPage({ words, ...told, calls, orders });
  }),
];

test('every word of every page is of the table, its attributes too, and says its language', () => {
  for (const { html } of pages) {
    assert.match(html, /<html lang="hi-IN">/);
    const body = html.replace(/<(style|script|svg)\b[\s\S]*?<\/\1>/g, '');
    const said = /\s(?:aria-label|placeholder|alt|title|data-busy)="([^"]*)"/g;
    const texts = [...[...body.matchAll(said)].map(([, text]) => text ?? ''), body]
      .map((text) => text.replace(/<[^>]*>/g, ' '))
      .map((text) => {
        let rest = text;
        // Innermost first: words stand in words.
        for (let before = ''; before !== rest; )
          [before, rest] = [rest, rest.replace(/⟦[^⟦⟧]*⟧/g, '')];
        return rest;
      });
    for (const rest of texts) assert.doesNotMatch(rest, /[A-Za-z]{2}/);
  }
});

test('the first language that the browser asks for and that there is', () => {
  const tables = [DEFAULT_WORDS, words];
  const rows = [
    [undefined, 'en-IN'],
    ['', 'en-IN'],
    ['hi', 'hi-IN'],
    ['hi-IN,en;q=0.5', 'hi-IN'],
    ['fr, en;q=0.8, hi;q=0.9', 'hi-IN'],
    ['en-GB, hi;q=0.9', 'en-IN'],
    ['hi;q=0, fr', 'en-IN'],
    ['*;;;q=x,,', 'en-IN'],
  ] as const;
  for (const [accepted, lang] of rows)
    assert.equal(wordsFor(accepted, tables).lang, lang, accepted);
});
