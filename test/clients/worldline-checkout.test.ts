// What our checkout.js sends, sent by an independent client: tokens, repeats, refusals and pages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, BASIC, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';
import { type Body, consumerData, readMessage, sha, postForm } from './worldline-client.ts';

let server: TestServer;
let url: string;
before(async () => {
  server = await startServer();
  url = `${server.url}/worldline/api/pnCheckout`;
});
after(() => server.stop());

async function pay(order: string): Promise<void> {
  const headers = { authorization: BASIC };
  const body = { order, method: 'upi' };
  assert.equal((await ask(`${server.url}/sandbox/pay`, { headers, body })).status, 200);
}

test('SHA-256 devices are signed back to with SHA-256', async () => {
  const data = consumerData({ txnId: '1', deviceId: 'WEBSH1' });
  const answered = await postForm(url, data);
  assert.equal(answered.status, 303, answered.text);
  await pay('1');
  const { text } = await ask(`${answered.headers.get('location')}/return?now`);
  const msg = /name="msg" value="([^"]*)"/.exec(text)?.[1] ?? '';
  assert.equal(readMessage(msg, 'sha256')['status'], '0300');
  assert.throws(() => readMessage(msg, 'sha512'));
});

test('a program that sends JSON is answered the address', async () => {
  const body = { features: {}, consumerData: consumerData({ txnId: '2' }) };
  const answered = await ask(url, { body });
  const { url: page, txnId } = answered.json as Record<string, string>;
  assert.deepEqual([answered.status, txnId], [200, '2']);
  assert.ok(page?.startsWith(`${server.url}/pay/`));
  const other = await ask(`${server.url}/worldline/api/checkout`, { body });
  assert.equal((other.json as Record<string, string>)['url'], page);
});

test('numbers are taken for texts, as the WordPress kit sends its id', async () => {
  const answered = await postForm(
    url,
    consumerData({ txnId: 730452, consumerMobileNo: 9999999999 }),
  );
  assert.equal(answered.status, 303, answered.text);
});

test('a second checkout of an unpaid order leads to the same page, renewed', async () => {
  const first = await postForm(url, consumerData({ txnId: '3' }));
  const cartDescription = '}{custname:Other Name}{orderid:78';
  const again = await postForm(url, consumerData({ txnId: '3', cartDescription }));
  const page = again.headers.get('location');
  assert.equal(page, first.headers.get('location'));
  await pay('3');
  const { text } = await ask(`${page}/return?now`);
  const msg = /name="msg" value="([^"]*)"/.exec(text)?.[1] ?? '';
  assert.equal(readMessage(msg)['orderId'], '78');
  const paid = await postForm(url, consumerData({ txnId: '3' }));
  assert.equal(paid.status, 400);
  assert.match(paid.text, /used this transaction id for another payment/);
});

test('without an address to return to, the payment page keeps its customer', async () => {
  const answered = await postForm(url, consumerData({ txnId: '4', returnUrl: '' }));
  await pay('4');
  const done = await ask(`${answered.headers.get('location')}/return`);
  assert.equal(done.status, 200);
  assert.doesNotMatch(done.text, /name="msg"/);
});

/** As checkout.js sends it when the merchant's own page takes the result. */
async function submitFrom(embedder: string, data: Body) {
  const form = new URLSearchParams({ consumerData: JSON.stringify(data), embedder });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return ask(url, { method: 'POST', headers, body: form.toString() });
}

test('a page that takes the result itself is named in the address and told msg', async () => {
  const data = consumerData({ txnId: '11', returnUrl: '' });
  const { headers } = await submitFrom('https://shop.example:8443', data);
  const page = headers.get('location') ?? '';
  assert.ok(page.endsWith(`/in/${Buffer.from('https://shop.example:8443').toString('base64url')}`));
  const before = await ask(page);
  const policy = before.headers.get('content-security-policy') ?? '';
  assert.match(policy, /frame-ancestors https:\/\/shop\.example:8443$/);
  assert.doesNotMatch(before.text, /success\|NA/);
  const paid = new URLSearchParams({ method: 'upi', vpa: 'success@razorpay' }).toString();
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  await ask(page, { headers: form, body: paid });
  const { text } = await ask(page);
  const tell = /data-tell="([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"') ?? '[]';
  const [told] = JSON.parse(tell) as readonly { return: { fields: string[][]; url: string } }[];
  assert.equal(told?.return.url, '');
  assert.equal(readMessage(told?.return.fields[0]?.[1] ?? '')['status'], '0300');
});

test('what is no origin of a web page embeds nothing', async () => {
  const data = consumerData({ txnId: '12' });
  for (const embedder of [
    '*',
    'null',
    'https://shop.example/',
    'javascript:1',
    'https://a;b',
    'x',
  ]) {
    const { status, headers } = await submitFrom(embedder, data);
    assert.equal(status, 303);
    assert.doesNotMatch(headers.get('location') ?? '', /\/in\//, embedder);
  }
});

test('a refusal shows in the frame that asked, and in no other', async () => {
  const data = { ...consumerData({ txnId: '13' }), token: 'abc' };
  const refused = await submitFrom('http://[::1]:3000', data);
  assert.equal(refused.status, 401);
  assert.match(refused.text, /This payment cannot start/);
  assert.match(refused.text, /Expected sha512 of/);
  const policy = refused.headers.get('content-security-policy') ?? '';
  assert.match(policy, /frame-ancestors http:$/);
  const named = await submitFrom('https://shop.example', { ...data, txnId: '<b>"' });
  assert.match(
    named.headers.get('content-security-policy') ?? '',
    /ancestors https:\/\/shop\.example$/,
  );
  assert.ok(!named.text.includes('<b>'));
});

test('every fact that the token covers is held to it', async () => {
  const good = consumerData({ txnId: '5' });
  const changes: readonly Body[] = [
    { items: [{ itemId: 'first', amount: '500.49', comAmt: '0' }] },
    { items: [{ itemId: 'first', amount: '1', comAmt: '0' }] },
    { txnId: '6' },
    { consumerMobileNo: '9999999998' },
    { deviceId: 'WEBSH1' },
    { token: String(good['token']).replace(/^./, (digit) => (digit === '0' ? '1' : '0')) },
    { accountNo: '1' },
  ];
  for (const change of changes) {
    const refused = await postForm(url, { ...good, ...change });
    assert.equal(refused.status, 401, JSON.stringify(change));
    assert.match(refused.headers.get('content-type') ?? '', /^text\/html/);
    assert.ok(!refused.text.includes(SECRET));
  }
  assert.equal((await postForm(url, good)).status, 303);
});

test('in the sandbox a wrong token is answered with what we hashed, secrets masked', async () => {
  const data = { ...consumerData({ txnId: '7', cvvCode: '987' }), token: 'abc' };
  const { text } = await postForm(url, data);
  assert.match(text, /Expected sha512 of test_123\|7\|500\.50\|\|cons1\|9999999999\|buyer@example/);
  assert.ok(!text.includes(SECRET) && !text.includes('987'));
  const live = { key: 'live_wl', secret: 'live_secret' };
  const rest = { name: 'Live', mode: 'live', processor: 'sandbox' } as const;
  await server.app.parts.accounts.add({ ...live, ...rest });
  const told = await postForm(url, { ...data, merchantId: live.key });
  assert.equal(told.status, 401);
  assert.doesNotMatch(told.text, /Expected/);
});

test('the currency is not covered by the token, so there is one', async () => {
  const refused = await postForm(url, consumerData({ txnId: '8', currency: 'JPY' }));
  assert.equal(refused.status, 400);
  assert.match(refused.text, /currency must be INR/);
});

const FLAWS: readonly (readonly [string, Body, number])[] = [
  ['no token', { token: '' }, 401],
  ['a token that is no hex', { token: 'none' }, 401],
  ['nobody', { merchantId: 'nobody' }, 401],
  ['an MD5 device', { deviceId: 'WEBMD5' }, 400],
  ['no items', { items: [{ amount: 'x' }] }, 400],
  ['an id that shifts fields', { txnId: 'a|b' }, 400],
  ['a script as an address', { returnUrl: 'javascript:alert(1)' }, 400],
];
for (const [name, changes, status] of FLAWS) {
  test(`refused: ${name}, a page for browsers and JSON for programs`, async () => {
    const data = consumerData({ txnId: '9', ...changes });
    const page = await postForm(url, data);
    assert.equal(page.status, status, page.text);
    assert.match(page.text, /This payment cannot start/);
    const json = await ask(url, { body: { consumerData: data } });
    assert.equal(json.status, status);
    assert.equal((json.json as Body)['status'], 'ERROR');
  });
}

test('what is no form of ours is refused', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const body of ['', 'consumerData=', 'consumerData=[]', 'consumerData={', 'a=b']) {
    const refused = await ask(url, { method: 'POST', headers, body });
    assert.equal(refused.status, 400, body);
  }
  assert.equal((await ask(url)).status, 405);
});

test('the token is the same for every way to write the amount', async () => {
  const message = (total: string) =>
    `${KEY}|10|${total}||cons1|9999999999|buyer@example.com||||||||||${SECRET}`;
  const items = [{ itemId: 'first', amount: '500', comAmt: '0' }];
  for (const total of ['500', '500.0', '500.00']) {
    const data = consumerData({ txnId: '10', items, token: sha('sha512', message(total)) });
    assert.equal((await postForm(url, data)).status, 303, total);
  }
});

test('the scripts are served in all places and both casings', async () => {
  const places = ['', '/worldline', '/api/v2/order/via/worldline', '/api/v1/order/via/worldline'];
  for (const place of places) {
    for (const folder of ['Paynimocheckout', 'paynimocheckout']) {
      const script = await ask(`${server.url}${place}/${folder}/server/lib/checkout.js`);
      assert.equal(script.status, 200);
      assert.match(script.headers.get('content-type') ?? '', /^text\/javascript/);
      assert.ok(script.text.includes(`"${server.url}/worldline/api/pnCheckout"`));
      const query = await ask(`${server.url}${place}/${folder}/client/lib/jquery.min.js`);
      assert.equal(query.status, 200);
      assert.match(query.text, /^\/\*! jQuery v3\.7\.1 /);
    }
  }
});
