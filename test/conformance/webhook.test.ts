// Every webhook that a dialect makes of an event, checked by a receiver that knows the documents.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import type { Account } from '../../src/core/account.ts';
import type { EventKind } from '../../src/core/decision.ts';
import type { Order, OrderStatus } from '../../src/core/order.ts';
import type { Payment } from '../../src/core/payment.ts';
import type { Refund, RefundStatus } from '../../src/core/refund.ts';
import { standardHeaders } from '../../src/engine/webhooks/standard-headers.ts';
import type { Dialect, Subscriber, Webhook, WebhookEvent } from '../../src/gateways/dialect.ts';
import type { Verdict, Verifier } from '../../src/gateways/fixture.ts';
import type { WebhookRow } from '../../src/store/store.ts';
import { ADDRESSES, buildPayment, buildRefund, NOW } from '../support/call.ts';
import { DIALECTS, fixtureOf, fixturePath } from '../support/fixture.ts';
import { listOrders, MERCHANT, MERCHANT_ACCOUNT } from '../support/sample-command.ts';
import { assertNoSecret, assertWhole } from '../support/told.ts';
import { assertAllUsed, findException } from './exceptions.ts';
import { INSTRUMENTS } from './state.ts';
import { flipsOf, namesOfWebhook } from './flip.ts';

const ENDPOINT_SECRET = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;
const HOOK = 'https://shop.example/hook?shop=7';

type Situation = {
  readonly order: OrderStatus;
  readonly payment: Partial<Payment> | null;
  readonly refund: RefundStatus | null;
  /** The payment is surplus, and nobody who speaks the dialect asked for the refund. */
  readonly isUnasked?: true;
};

const PAID = { status: 'captured' } as const;
const refunded = (refund: RefundStatus): Situation => ({ order: 'paid', payment: PAID, refund });
const tried = (payment: Partial<Payment>): Situation => ({
  order: 'attempted',
  payment: { capturedMinor: 0, completedAt: null, ...payment },
  refund: null,
});
const failed = (decline: Payment['decline']): Situation =>
  tried({ status: 'failed', decline, completedAt: NOW + 300_000 });

/** What each kind of event is about; a kind that is missing does not compile. */
const SITUATIONS: Readonly<Record<EventKind, readonly Situation[]>> = {
  'order.created': [{ order: 'created', payment: null, refund: null }],
  'order.paid': [{ order: 'paid', payment: PAID, refund: null }],
  'order.expired': [
    { order: 'expired', payment: null, refund: null },
    { ...failed('timed_out'), order: 'expired' },
  ],
  'order.cancelled': [{ order: 'cancelled', payment: null, refund: null }],
  'payment.pending': [tried({ status: 'pending' })],
  'payment.authorized': [tried({ status: 'authorized' })],
  'payment.captured': INSTRUMENTS.map((instrument) => ({
    order: 'paid',
    payment: { ...PAID, instrument },
    refund: null,
  })),
  'payment.failed': [
    ...[failed('declined'), failed(null)],
    tried({ status: 'failed', decline: 'cancelled_by_customer', instrument: null }),
  ],
  'payment.voided': [tried({ status: 'voided' })],
  'payment.mismatched': [tried({ status: 'pending' })],
  'payment.surplus': [{ ...tried(PAID), order: 'expired' }],
  'payment.routed': [tried({ status: 'created' })],
  'evidence.contradicted': [tried({ status: 'failed', decline: 'declined' })],
  'review.decided': [tried({ status: 'failed', decline: 'processor_error' })],
  'refund.created': [refunded('pending'), { ...refunded('pending'), isUnasked: true }],
  'refund.processed': [refunded('processed'), { ...refunded('processed'), isUnasked: true }],
  'refund.failed': [refunded('failed')],
  'refund.cancelled': [refunded('cancelled')],
};

function eventOf(kind: EventKind, order: Order, situation: Situation): WebhookEvent {
  const { isUnasked } = situation;
  const more = isUnasked === true ? ({ surplus: true } as const) : {};
  const payment =
    situation.payment === null ? null : buildPayment({ ...situation.payment, ...more });
  const refund = situation.refund === null ? null : refundOf(situation.refund, isUnasked === true);
  const { order: status } = situation;
  const aggregate = {
    order: { ...order, status, amountPaidMinor: status === 'paid' ? order.amountMinor : 0 },
    payments: payment === null ? [] : [payment],
    refunds: refund === null ? [] : [refund],
  };
  return { kind, at: NOW + 300_000, token: 'EVT123def456GH', aggregate, payment, refund };
}

function refundOf(status: RefundStatus, isUnasked: boolean): Refund {
  const processedAt = status === 'processed' ? NOW + 1_900_000 : null;
  const nobodys = { dialect: '', reference: null, ownsReference: false, note: null, wire: {} };
  return buildRefund({ status, processedAt, ...(isUnasked ? nobodys : {}) });
}

/** Whoever may be told: the order's own address, and endpoints of each version and format. */
function listSubscribers({ webhooks }: Dialect): readonly (Subscriber & { version: string })[] {
  const versions = webhooks.versions.length > 0 ? webhooks.versions : ['none'];
  const bodies = versions.flatMap((version) =>
    [{}, { format: 'form' }, { format: 'both' }].map((format) => ({
      version,
      body: { ...(version === 'none' ? {} : { version }), ...format, events: webhooks.events },
    })),
  );
  return [
    { url: HOOK, body: null, secret: MERCHANT.secret, version: 'none' },
    { url: HOOK, body: {}, secret: MERCHANT.secret, version: 'none' },
    ...bodies.map((each) => ({ url: HOOK, secret: ENDPOINT_SECRET, ...each })),
  ];
}

/** How the account wants its orders' own addresses told. */
const ACCOUNTS: readonly Account[] = (['json', 'form', 'both'] as const).map((orderNotices) => ({
  ...MERCHANT_ACCOUNT,
  settings: { ...MERCHANT_ACCOUNT.settings, orderNotices },
}));

/** Another merchant on the same server. */
const THEIRS = { key: 'key_other', secret: 'a11e9'.repeat(8) };
const THEIR_ACCOUNT: Account = { ...MERCHANT_ACCOUNT, id: 2, key: THEIRS.key, name: 'Their shop' };

/** By the dialect, the kinds of news that it renders in other bytes each time. */
const UNSTABLE = new Map<string, Set<string>>();

type Told = { readonly webhook: Webhook; readonly version: string; readonly secret: string };

/** Renders everything; each a second time, with the other merchant's in between. */
function listTold(dialect: Dialect): readonly Told[] {
  const { render } = dialect.webhooks;
  const subscribers = listSubscribers(dialect);
  const told: Told[] = [];
  const unstable = new Set<string>();
  UNSTABLE.set(dialect.name, unstable);
  for (const order of listOrders(dialect)) {
    for (const [kind, situations] of Object.entries(SITUATIONS)) {
      for (const situation of situations) {
        const event = eventOf(kind as EventKind, order, situation);
        for (const { version, ...subscriber } of subscribers) {
          for (const account of subscriber.body === null ? ACCOUNTS : ACCOUNTS.slice(0, 1)) {
            const side = { account, credentials: MERCHANT, addresses: ADDRESSES };
            const first = render(event, subscriber, side);
            const theirs = { ...side, account: THEIR_ACCOUNT, credentials: THEIRS };
            render(event, { ...subscriber, secret: THEIRS.secret }, theirs);
            if (!isDeepStrictEqual(render(event, subscriber, side), first)) unstable.add(kind);
            const { secret } = subscriber;
            told.push(...first.map((webhook) => ({ webhook, version, secret })));
          }
        }
      }
    }
  }
  return told;
}

/** As the merchant finds it, or one who has the secrets of another. */
function judge(verifier: Verifier<Webhook>, { webhook, secret }: Told, isTheirs = false): Verdict {
  const own = { ...MERCHANT, endpointSecret: secret };
  const theirs = { ...MERCHANT, secret: THEIRS.secret, endpointSecret: THEIRS.secret };
  try {
    return verifier.verify(webhook, isTheirs ? theirs : own);
  } catch {
    return 'bad';
  }
}

for (const dialect of DIALECTS) {
  const { name } = dialect;
  const told = listTold(dialect);
  const verifierOf = (): Verifier<Webhook> =>
    fixtureOf(name).webhook ?? assert.fail(`${name}: no webhook verifier in ${fixturePath(name)}`);

  test(`${name}: every event that an endpoint may choose is told, and no other`, () => {
    const { events, versions } = dialect.webhooks;
    const names = new Set(told.map(({ webhook }) => webhook.event));
    assert.deepEqual([...names].sort(), [...events].sort());
    for (const each of versions)
      assert.ok(
        told.some(({ version }) => version === each),
        each,
      );
  });

  test(`${name}: an endpoint that chose one event is told no other`, () => {
    const { events, versions, render } = dialect.webhooks;
    const side = { account: MERCHANT_ACCOUNT, credentials: MERCHANT, addresses: ADDRESSES };
    const [order = assert.fail()] = listOrders(dialect);
    const news = Object.entries(SITUATIONS).flatMap(([kind, situations]) =>
      situations.map((situation) => eventOf(kind as EventKind, order, situation)),
    );
    for (const chosen of events) {
      for (const version of versions.length > 0 ? versions : [null]) {
        const body = { events: [chosen], ...(version === null ? {} : { version }) };
        const subscriber = { url: HOOK, body, secret: ENDPOINT_SECRET };
        const names = news.flatMap((each) => render(each, subscriber, side).map((it) => it.event));
        assert.deepEqual(
          names.filter((event) => event !== chosen),
          [],
        );
      }
    }
  });

  test(`${name}: the same news has the same bytes each time`, () => {
    assert.deepEqual([...(UNSTABLE.get(name) ?? [])], []);
  });

  test(`${name}: every webhook is proved as the documents say, or is an exception`, () => {
    const verifier = verifierOf();
    assert.ok(told.length > 0);
    for (const each of told) {
      const { webhook, version, secret } = each;
      const { event } = webhook;
      const verdict = judge(verifier, each);
      const seen = `${name}, ${version}: ${event} is ${verdict}: ${webhook.url}\n${webhook.body}`;
      const exception = findException('webhook', name, version, event);
      if (verdict === 'unsigned') {
        assert.ok(exception !== undefined, seen);
        checkStandard(webhook, secret);
        continue;
      }
      assert.equal(verdict, 'good', seen);
      assert.equal(judge(verifier, each, true), 'bad', seen);
    }
  });

  test(`${name}: all that a webhook says is proved, or is an exception`, () => {
    const verifier = verifierOf();
    const open = told.flatMap((each) => {
      const covers = verifier.covers(each.webhook);
      if (covers === 'everything' || judge(verifier, each) === 'unsigned') return [];
      return namesOfWebhook(each.webhook, HOOK).filter((field) => !covers.includes(field));
    });
    const bare = [...new Set(open)].filter(
      (field) => !findException('webhook', name, 'fields', field),
    );
    assert.deepEqual(bare, [], 'anybody may change these on the way');
  });

  test(`${name}: with one character changed no webhook is proved`, () => {
    const verifier = verifierOf();
    // One of each kind and shape: the others differ in what they hold.
    const kinds = new Map(told.map((each) => [shapeOf(each), each]));
    for (const each of kinds.values()) {
      if (judge(verifier, each) === 'unsigned') continue;
      const { webhook } = each;
      const flips = flipsOf(webhook, verifier.covers(webhook));
      assert.ok(flips.length > 3, `${name}: ${webhook.event}: nothing was changed`);
      for (const { what, flipped } of flips) {
        const verdict = judge(verifier, { ...each, webhook: flipped });
        assert.equal(verdict, 'bad', `${name}: ${webhook.event}: ${what}`);
      }
    }
  });

  test(`${name}: no webhook holds a secret, or anything of another merchant`, () => {
    for (const { webhook } of told) {
      const text = JSON.stringify(webhook);
      const secrets = [MERCHANT.secret, ENDPOINT_SECRET, THEIRS.secret, THEIRS.key];
      assertNoSecret(text, secrets, `${name}: ${webhook.event}`);
      assertWhole(webhook, webhook.event);
      assert.doesNotMatch(text, /Their shop|\bundefined\b|\bNaN\b|\[object Object\]/);
    }
  });
}

function shapeOf({ webhook, version }: Told): string {
  const { event, headers, method } = webhook;
  return [event, version, method, headers['content-type']].join(' ');
}

/** The headers that every delivery has, read by the specification's own library. */
function checkStandard({ body, method, url, headers }: Webhook, secret: string): void {
  const rest = { attemptHeader: null, accepts: null, retryMs: [], timeoutMs: 1 };
  const request = { method, url, headers, body, ...rest };
  const row: Pick<WebhookRow, 'token' | 'request'> = { token: 'WHK123def456GH', request };
  const seconds = Math.floor(Date.now() / 1000);
  const own = { ...standardHeaders(row as WebhookRow, secret, seconds) };
  const library = secret.startsWith('whsec_')
    ? new StandardWebhook(secret)
    : new StandardWebhook(secret, { format: 'raw' });
  assert.ok(library.verify(body, own));
  assert.throws(() => library.verify(`${body} `, own));
}

test('every exception about webhooks is one', () => assertAllUsed('webhook'));
