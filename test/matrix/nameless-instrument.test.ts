// A processor need not say from which address a customer paid by UPI, nor what a bank is called:
// then no dialect and no page says anything of it, least of all what nobody told us.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Instrument } from '../../src/core/payment.ts';
import { DIALECTS, SERVED } from '../support/fixture.ts';
import { openShop, prepare, send } from '../support/sample.ts';
import { makeOrder } from '../support/sample-order.ts';
import { ask, startServer, type TestServer } from '../support/server.ts';
import { assertWhole } from '../support/told.ts';

const NAMELESS: readonly (readonly [Instrument, string])[] = [
  [{ method: 'upi', vpa: null }, 'UPI'],
  [{ method: 'netbanking', bank: '7531', bankName: null }, 'net banking'],
];
/** What somebody might have put in its place. */
const INVENTED = /[\w.-]+@(?:upi|razorpay|payu|okaxis)\b|"(?:null|NULL)"|=null\b/;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** What only reads an order that has been paid. */
const READING = SERVED.flatMap((served) =>
  served.fixture.samples
    .filter(({ does, order, after: earlier }) => {
      const isPaid = order === 'captured' || order === 'authorized' || order === 'refunded';
      return does === undefined && earlier === undefined && isPaid;
    })
    .flatMap((sample) => {
      const all = served.families.filter(({ name }) => sample.families.test(name));
      const ends = all.filter((_family, at) => at === 0 || at === all.length - 1);
      return ends.map((family) => ({ served, family, sample }));
    }),
);

for (const [instrument, words] of NAMELESS) {
  suite(`paid by ${instrument.method} of no name`, () => {
    test('whatever reads the order says nothing that nobody told', async () => {
      const wrong: string[] = [];
      for (const { served, family, sample } of READING) {
        const shop = { ...(await openShop(server, sample.settings)), instrument };
        const { given } = await prepare(server, served, family, sample, shop);
        const { answered, succeeded } = await send(server, served, family, sample, given);
        const title = `${served.owner}, ${family.name}: ${sample.row}`;
        const told = INVENTED.exec(answered.text)?.[0];
        // What is only of cards, or of another version, is refused.
        if (!succeeded && answered.status > 404)
          wrong.push(`${title}: ${answered.status} ${answered.text.slice(0, 200)}`);
        else if (told !== undefined) wrong.push(`${title}: ${told}`);
        if (typeof answered.json === 'object') assertWhole(answered.json, title);
      }
      assert.ok(READING.length > 40, `${READING.length} samples`);
      assert.deepEqual(wrong, []);
    });

    for (const { name: dialect } of DIALECTS) {
      test(`${dialect}: nor do its webhooks, and its page says "${words}"`, async () => {
        const shop = await openShop(server);
        const basic = `${shop.credentials.key}:${shop.credentials.secret}`;
        const authorization = `Basic ${Buffer.from(basic).toString('base64')}`;
        const body = { url: 'https://shop.example/hook', dialect };
        const sent = { headers: { authorization }, body };
        const endpoint = await ask(`${server.url}/account/endpoints`, sent);
        assert.ok(endpoint.status < 300, endpoint.text);
        const plan = { dialect, reference: 'nameless1', shop: 'https://shop.example/back' };
        const made = await makeOrder(server.app.parts, shop.account, {
          ...plan,
          state: 'captured',
          instrument,
        });
        const page = server.app.parts.addresses(shop.account).page(made.aggregate);
        const shown = await ask(page);
        assert.equal(/<dt>Paid with<\/dt><dd><bdi>([^<]*)</.exec(shown.text)?.[1], words);
        const list = await ask(`${server.url}/account/webhooks?count=100`, {
          headers: { authorization },
        });
        const { webhooks } = list.json as { webhooks: readonly { readonly id: string }[] };
        for (const { id } of webhooks) {
          const one = await ask(`${server.url}/account/webhooks/${id}`, {
            headers: { authorization },
          });
          const { request } = one.json as { request: { readonly body: string } };
          assert.doesNotMatch(request.body, INVENTED, request.body);
        }
      });
    }
  });
}
