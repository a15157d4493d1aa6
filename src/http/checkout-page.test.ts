// Whose page it is, who may have its sealed result, and what the page around it is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ADDRESSES, CREDENTIALS, orderCommand } from '../../test/support/call.ts';
import { expectOutcome, openRig, type Rig } from '../../test/support/engine.ts';
import type { Opening } from '../core/checkout-session.ts';
import type { Aggregate } from '../core/order.ts';
import { insideOf } from '../engine/identity/embedder.ts';
import { createPageTokens, type PageTokens } from '../engine/identity/page-token.ts';
import type { Dialect, HandbackContext } from '../gateways/dialect.ts';
import { createSandbox } from '../gateways/sandbox/simulator/index.ts';
import { OPENER } from '../web/origin.ts';
import {
  type CheckoutPage,
  embeddingOf,
  findAwaited,
  handbackOf,
  hasReturn,
  type PageSources,
  readCheckoutPage,
} from './checkout-page.ts';

const SHOP = 'https://shop.example';
const MINUTE_MS = 60_000;

/** Goes back to the order's own address, and tells what it was given. */
const dialect = {
  name: 'test',
  handback: ({ aggregate }: HandbackContext) => {
    const url = aggregate.order.returns.success;
    return url === null ? null : ({ kind: 'redirect', url } as const);
  },
  embedMessages: (_context: HandbackContext, moment: string) => [`gateway ${moment}`],
} as unknown as Dialect;

let rig: Rig;
let pages: PageTokens;
before(async () => {
  rig = await openRig();
  pages = createPageTokens(rig.vault);
});
after(() => rig.store.close());

type Changes = Partial<Pick<PageSources, 'dialects' | 'simulators'>>;

function read(name: string, inside = '', changes: Changes = {}): Promise<CheckoutPage | null> {
  const processor = createSandbox([]);
  const sources = {
    ...rig,
    pages,
    dialects: new Map([[dialect.name, dialect]]),
    simulators: new Map([[processor.name, processor]]),
    addresses: () => ADDRESSES,
    ...changes,
  };
  return readCheckoutPage(sources, name, inside);
}

async function newOrder(changes: Parameters<typeof orderCommand>[0] = {}): Promise<Aggregate> {
  return expectOutcome(await rig.engine.execute(rig.account, orderCommand(changes))).aggregate;
}

const named = ({ order }: Aggregate) => [{ by: 'token', token: order.id.token } as const];

/** A checkout session of the order, opened on its own or inside another page. */
async function openSession(made: Aggregate, embedder: string | null): Promise<string> {
  const nothing = { returns: { success: 'https://session.example' }, customer: {}, notes: null };
  const command = { kind: 'openCheckout', dialect: 'test', order: named(made) } as const;
  const opened = await rig.engine.execute(rig.account, { ...command, ...nothing, embedder });
  return expectOutcome(opened).checkoutSession ?? assert.fail();
}

function pay(made: Aggregate, opening?: Opening, vpa = 'success@upi') {
  const instrument = { method: 'upi', vpa } as const;
  const command = { kind: 'startPayment', order: named(made), instrument } as const;
  return rig.engine.execute(rig.account, {
    ...command,
    ...(opening === undefined ? {} : { payer: { opening } }),
  });
}

const nameOf = ({ order }: Aggregate, session?: string) =>
  pages.nameOf(rig.account, order, session);

async function expectPage(name: string, inside = '', changes: Changes = {}) {
  return (await read(name, inside, changes)) ?? assert.fail(`there is no page ${name}`);
}

test('an order’s own page shows the order, alone or inside a page that is named', async () => {
  const made = await newOrder();
  const name = nameOf(made);
  const alone = await expectPage(name);
  assert.deepEqual(alone.aggregate, made);
  assert.deepEqual(alone.opening, { session: null, embedder: null });
  assert.deepEqual(alone.context, {
    aggregate: made,
    payment: null,
    credentials: CREDENTIALS,
    now: rig.clock.now,
    addresses: ADDRESSES,
  });
  const { account, base, checkoutSession, embedder, sandbox, words } = alone;
  assert.deepEqual(
    { account, base, checkoutSession, embedder, sandbox, lang: words.lang },
    {
      account: rig.account,
      base: `/pay/${name}`,
      checkoutSession: null,
      embedder: null,
      sandbox: true,
      lang: 'en-IN',
    },
  );
  for (const around of [SHOP, '*', OPENER]) {
    const inside = await expectPage(name, insideOf(around));
    assert.deepEqual(inside.opening, { session: null, embedder: around });
    assert.equal(inside.embedder, around);
    assert.equal(inside.base, `/pay/${name}/in/${insideOf(around)}`);
    assert.equal(inside.context.embedded, true);
  }
});

test('a session’s page shows what its browser brought', async () => {
  const made = await newOrder();
  const session = await openSession(made, null);
  const page = await expectPage(nameOf(made, session));
  assert.deepEqual(page.opening, { session, embedder: null });
  assert.equal(page.checkoutSession?.returns.success, 'https://session.example');
  assert.equal(page.context.aggregate.order.returns.success, 'https://session.example');
  assert.deepEqual(page.aggregate, made);
});

test('an order whose time is over is shown expired', async () => {
  const made = await newOrder({ expiresAt: rig.clock.now + MINUTE_MS });
  const statusOf = async () => (await expectPage(nameOf(made))).context.aggregate.order.status;
  assert.equal(await statusOf(), 'created');
  rig.clock.now += MINUTE_MS;
  assert.equal(await statusOf(), 'expired');
});

test('there is no page without name, order, account, processor or embedder', async () => {
  const made = await newOrder();
  const name = nameOf(made);
  assert.equal(await read(`${name}x`), null);
  assert.equal(await read(name, 'no-origin'), null);
  const { order } = made;
  const strange = { ...order, id: { ...order.id, token: order.id.token.replace(/.$/, '_') } };
  assert.equal(await read(pages.nameOf(rig.account, strange)), null);
  assert.equal(await read(pages.nameOf({ ...rig.account, id: 99 }, order)), null);
  assert.equal(await read(name, '', { simulators: new Map() }), null);
  assert.ok((await read(name)) !== null);
});

test('a live account’s page is no sandbox page', async () => {
  const shop = { secret: 's', name: 'Live', mode: 'live', processor: 'sandbox' } as const;
  const { account } = await rig.accounts.add({ ...shop, key: 'live' });
  const sold = expectOutcome(await rig.engine.execute(account, orderCommand())).aggregate;
  const page = await expectPage(pages.nameOf(account, sold.order));
  assert.deepEqual([page.account, page.sandbox], [account, false]);
});

test('what is sold with an earlier secret goes back signed with it', async () => {
  const made = await newOrder({ secretId: 1 });
  await rig.accounts.addSecret(rig.account, 'a new secret', null);
  assert.equal((await expectPage(nameOf(made))).context.credentials.secret, CREDENTIALS.secret);
  const later = await newOrder();
  assert.equal((await expectPage(nameOf(later))).context.credentials.secret, 'a new secret');
});

/** Who looks at an order that was paid somewhere: with what opening, and whether it is told. */
const LOOKS = [
  // [begun in a session, begun inside, seen in that session, seen inside, entitled]
  ['the own page, alone', false, null, false, null, true],
  ['the own page, after a session paid', true, null, false, null, true],
  ['the own page inside, begun there', false, SHOP, false, SHOP, true],
  ['the own page inside, begun elsewhere', false, null, false, SHOP, false],
  ['the session that paid', true, null, true, null, true],
  ['a session that did not', false, null, true, null, false],
  ['the session inside another page', true, null, true, SHOP, false],
] as const;

for (const [title, inSession, begunInside, seenInSession, seenInside, entitled] of LOOKS) {
  test(`the sealed result: ${title}`, async () => {
    const returns = { success: SHOP, failure: null, cancel: null, notify: null };
    const made = await newOrder({ returns });
    const session = await openSession(made, null);
    const opening = { session: inSession ? session : null, embedder: begunInside };
    await pay(made, opening);
    const name = nameOf(made, seenInSession ? session : undefined);
    const page = await expectPage(name, seenInside === null ? '' : insideOf(seenInside));
    const url = seenInSession ? 'https://session.example' : SHOP;
    assert.deepEqual(handbackOf(page), entitled ? { kind: 'redirect', url } : null);
    assert.equal(hasReturn(page), true, 'there is somewhere to go for what is begun here');
    assert.equal(page.context.payment?.instrument?.method, 'upi');
  });
}

test('nobody goes back without an address, or by a dialect that is served no more', async () => {
  const nowhere = await expectPage(nameOf(await newOrder()));
  assert.deepEqual([handbackOf(nowhere), hasReturn(nowhere)], [null, false]);
  const returns = { success: SHOP, failure: null, cancel: null, notify: null };
  const made = await newOrder({ returns });
  const unserved = await expectPage(nameOf(made), insideOf(SHOP), { dialects: new Map() });
  assert.equal(unserved.dialect, undefined);
  assert.deepEqual([handbackOf(unserved), hasReturn(unserved)], [null, false]);
  const [own, ...more] = embeddingOf(unserved, 'ended').tell;
  assert.deepEqual(own, { source: 'checkout', event: 'ended', state: 'failed', return: null });
  assert.deepEqual(more, []);
});

test('a bank’s step is passed where it was begun, whatever page is around it', async () => {
  const made = await newOrder();
  const session = await openSession(made, null);
  const own = await expectPage(nameOf(made));
  assert.deepEqual(findAwaited(own), { here: null, elsewhere: null });
  const begun = expectOutcome(await pay(made, { session, embedder: null }, 'ask@upi')).payment;
  const begin = async (look: Promise<CheckoutPage>) => {
    const page = await look;
    // Each payment stands as the customer's bank asks.
    const processor = { ...page.processor, awaitsChoice: () => true };
    const { here, elsewhere } = findAwaited({ ...page, processor });
    return [here?.id ?? null, elsewhere?.id ?? null];
  };
  const other = await openSession(made, null);
  const id = begun?.id ?? assert.fail();
  assert.deepEqual(await begin(expectPage(nameOf(made, session))), [id, null]);
  assert.deepEqual(await begin(expectPage(nameOf(made, session), insideOf(SHOP))), [id, null]);
  assert.deepEqual(await begin(expectPage(nameOf(made, other))), [null, id]);
  assert.deepEqual(await begin(expectPage(nameOf(made))), [null, id]);
  const plain = await newOrder();
  const ownId = expectOutcome(await pay(plain)).payment?.id ?? assert.fail();
  assert.deepEqual(await begin(expectPage(nameOf(plain))), [ownId, null]);
});

/** The embedder, whether it is a session's page, and whether the result is told. */
const AROUND = [
  [SHOP, false, true],
  [SHOP, true, true],
  ['*', false, false],
  ['*', true, false],
  [OPENER, false, false],
  [OPENER, true, true],
] as const;

for (const [embedder, inSession, isTold] of AROUND) {
  test(`what ${embedder} is told of ${inSession ? 'a session' : 'the order'}`, async () => {
    const returns = { success: SHOP, failure: null, cancel: null, notify: null };
    const made = await newOrder({ returns });
    const session = inSession ? await openSession(made, embedder) : null;
    await pay(made, { session, embedder });
    const page = await expectPage(nameOf(made, session ?? undefined), insideOf(embedder));
    const url = inSession ? 'https://session.example' : SHOP;
    for (const moment of ['loaded', 'failed', 'ended'] as const) {
      const isSealed = isTold && moment !== 'loaded';
      assert.deepEqual(embeddingOf(page, moment), {
        embedder,
        tell: [
          {
            source: 'checkout',
            event: moment,
            state: 'pending',
            return: isSealed ? { kind: 'redirect', url } : null,
          },
          `gateway ${moment}`,
        ],
      });
    }
  });
}

test('a page that stands alone tells nobody anything', async () => {
  const page = await expectPage(nameOf(await newOrder()));
  assert.deepEqual(embeddingOf(page, 'ended'), { embedder: null, tell: [] });
});
