// The chain: every dialect in front, real exchanges with a second server behind, which stands for
// the gateway. The oracle is the database of the second.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { DialectDriver } from '../../src/gateways/fixture.ts';
import { DIALECTS, driverOf, fixtureOf } from '../support/fixture.ts';
import {
  type Chain,
  comeBack,
  findFar,
  findOrder,
  goOn,
  openChain,
  PROCESSORS,
  pageOf,
  payFar,
  readForm,
  readLink,
  until,
} from '../support/chain.ts';
import { type Came, type Hook, openHook } from '../support/receiver.ts';
import { ask } from '../support/server.ts';

const NAMES = DIALECTS.map(({ name }) => name);
const AMOUNT = 50050;
const PART = 1000;
const HOOK_SECRET = 'a-secret-of-an-endpoint';

/** What the shop gets with the browser that comes back. */
async function fieldsOf({ near }: Chain, back: string): Promise<ReadonlyMap<string, string>> {
  const { text } = await ask(new URL(back, near.url).href);
  const form = readForm(text);
  if (form !== null) return new Map(form.fields);
  return readLink(text) ?? assert.fail('no way back to the shop');
}

/** The shop is told by webhooks that are signed as its dialect says, and by no other secret. */
async function assertTold({ merchant }: Chain, hook: Hook, name: string, reference: string) {
  const { verify } = fixtureOf(name).webhook ?? assert.fail(`${name} has no verifier`);
  // Its endpoint hears of the other dialects' orders too, and their refunds end at any moment.
  const isOurs = ({ url, body }: Came) =>
    url.split('?')[0] === `/${name}` && `${url} ${body}`.includes(reference);
  const toldOf = () => hook.came.filter(isOurs);
  assert.equal(await until(async () => toldOf().length > 0, true), true, 'no webhook');
  for (const { method, url: path, headers, body } of toldOf()) {
    assert.ok(method === 'GET' || method === 'POST');
    const webhook = { event: '', method, url: `${hook.url}${path}`, headers, body } as const;
    const who = { key: merchant.key, secret: merchant.secret, endpointSecret: HOOK_SECRET };
    assert.equal(verify(webhook, who), 'good', body);
    const other = { ...who, secret: 'another', endpointSecret: 'another' };
    assert.equal(verify(webhook, other), 'bad', 'a check that takes everything');
  }
}

async function assertBack(chain: Chain, driver: DialectDriver, reference: string, back: string) {
  if (driver.returns === null) return;
  const fields = await fieldsOf(chain, back);
  assert.equal(driver.readReference(fields), reference);
  assert.ok(await driver.verify(chain.merchant, fields), 'the seal is good');
}

for (const processor of PROCESSORS) {
  suite(`carried by ${processor}`, () => {
    let chain: Chain;
    let hook: Hook;
    before(async () => {
      [chain, hook] = await Promise.all([openChain(processor), openHook()]);
    });
    after(() => Promise.all([chain.stop(), hook.stop()]));

    const paymentOf = async (reference: string) => {
      const { aggregate } = await findOrder(chain, reference);
      const payment = aggregate.payments.at(-1);
      assert.ok(payment !== undefined, 'no payment was begun');
      return payment;
    };

    for (const name of NAMES) {
      test(`${name}: paid, told, refunded`, async () => {
        const driver = driverOf(name);
        const url = `${hook.url}/${name}`;
        const endpoint = { url, dialect: name, secret: HOOK_SECRET };
        await chain.merchant.ask('POST', '/account/endpoints', { body: endpoint });
        const reference = `C_${name}_1`;
        await driver.create(chain.merchant, reference);
        const page = await pageOf(chain, reference);
        const shown = await ask(page);
        assert.equal(shown.status, 200);
        assert.match(shown.text, /Test mode: no money moves/);
        assert.equal((await findOrder(chain, reference)).aggregate.payments.length, 0);
        await goOn(page);
        const begun = await paymentOf(reference);
        assert.equal(begun.status, 'pending');
        assert.equal((await findFar(chain, begun.id.token))?.aggregate.order.amountMinor, AMOUNT);
        await payFar(chain, begun.id.token);
        const back = await comeBack(page);
        assert.match(back, /\/return$/);
        await assertBack(chain, driver, reference, back);
        await assertTold(chain, hook, name, reference);
        const { words, read } = driver;
        assert.deepEqual(await read(chain.merchant, reference), [words.paid, AMOUNT]);
        await driver.refund(chain.merchant, reference, PART);
        const refunded = await until(async () => {
          const far = await findFar(chain, begun.id.token);
          return far?.aggregate.payments.reduce((sum, each) => sum + each.refundedMinor, 0);
        }, PART);
        assert.equal(refunded, PART);
        const { aggregate } = await findOrder(chain, reference);
        assert.deepEqual(
          aggregate.refunds.map(({ amountMinor }) => amountMinor),
          [PART],
        );
      });
    }
  });
}
