// A gateway that repeats every secret it was sent, in each way it can: none of them is in the
// database, in the log or in an answer afterwards.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { orderCommand } from '../support/call.ts';
import { admin } from '../support/chain.ts';
import { databases } from '../support/database.ts';
import { expectOutcome } from '../support/engine.ts';
import { ask, startServer } from '../support/server.ts';

const FIRST = 'canary-first-Zq7/+xY9';
const SECOND = 'canary&second=Kw3%4Lm8';
/** What credentials buy where they do not sign: as good as they are while it lasts. */
const BOUGHT = 'canary-bought-Vt5/+kB2';

/** How each one's credentials are called. */
const SIDES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  razorpay: { key_id: 'canary_id', key_secret: FIRST, webhook_secret: SECOND },
  cashfree: { client_id: 'canary_id', client_secret: FIRST },
  payu: { key: 'canaryid', salt: FIRST },
  pinelabs: { client_id: 'canary_id', client_secret: FIRST },
  paytring: { key: 'canary_id', secret: FIRST },
  worldline: { merchant_code: 'T12345', scheme_code: 'first', salt: FIRST },
};

/** Where a token is granted. */
const GRANTS = '/api/auth/v1/token';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const spell = (secret: string): readonly string[] => [
  ...[secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)],
  ...[base64(secret).replace(/=+$/, ''), base64(`canary_id:${secret}`)],
  ...[Buffer.from(secret).toString('hex'), secret.replaceAll('&', '&amp;')],
];
/** Of nobody that an order here names: only a processor speaks of them. */
const PEOPLE = ['stranger.canary@okaxis', '9812345670', 'Canaryname Rao', '4111111111111111'];

type Reply = { readonly status: number; readonly type: string; readonly body: string };

/** Everything that it was told, once more, as each of these. */
function replies(told: string, secrets: readonly string[]): readonly Reply[] {
  const [first = '', second = first] = secrets;
  const words = [...secrets.flatMap(spell), ...PEOPLE.slice(0, 2), PEOPLE[3], told].join(' | ');
  const payer = { email: PEOPLE[0], contact: PEOPLE[1], name: PEOPLE[2], vpa: PEOPLE[0] };
  const deep = { message: words, code: first, type: words, help: second };
  const found = {
    ...{ id: `order_${first}`, entity: 'order', status: first, receipt: second, amount: 50050 },
    ...{ currency: 'INR', notes: { told: words }, count: 1, ...payer },
    items: [{ id: `pay_${first}`, status: words, amount: 50050, currency: 'INR', ...payer }],
  };
  return [
    { status: 400, type: 'application/json', body: JSON.stringify({ error: deep, ...deep }) },
    { status: 401, type: 'application/json', body: JSON.stringify({ error: deep, ...deep }) },
    { status: 200, type: 'application/json', body: JSON.stringify(found) },
    { status: 200, type: 'application/json', body: JSON.stringify([found, { deep: words }]) },
    { status: 500, type: 'text/html', body: `<html><p>${words}</p></html>` },
    { status: 200, type: 'text/plain', body: `status=${encodeURIComponent(words)}&x=${first}` },
    { status: 200, type: 'application/json', body: `{"cut":"${words}` },
    { status: 200, type: 'application/json', body: '' },
  ];
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function openEcho(secrets: readonly string[]) {
  let count = 0;
  const server = createServer((request, response) => {
    textOf(request).then((body) => {
      const told = `${request.url} ${JSON.stringify(request.rawHeaders)} ${body}`;
      const all = replies(told, secrets);
      const granted = { access_token: BOUGHT, token_type: 'Bearer', expires_in: 3600 };
      const grant = { status: 200, type: 'application/json', body: JSON.stringify(granted) };
      const isGrant = request.url === GRANTS && body.includes(secrets[0] ?? '');
      const reply = isGrant ? grant : (all[count % all.length] ?? assert.fail());
      count += 1;
      response.writeHead(reply.status, { 'content-type': reply.type }).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => count,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

for (const [processor, credentials] of Object.entries(SIDES)) {
  test(`${processor}: a gateway that repeats what it was sent leaves no secret here`, {
    skip: databases.isRemote ? 'it reads the database file' : false,
  }, async (context) => {
    const own = Object.values(credentials).filter(
      (each) => each.startsWith('canary-') || each.includes('&'),
    );
    const secrets = processor === 'pinelabs' ? [...own, BOUGHT] : own;
    const canaries = secrets.flatMap(spell);
    const echo = await openEcho(secrets);
    const server = await startServer({}, null);
    context.after(async () => {
      await server.stop();
      await echo.stop();
    });
    const { dataDir } = server.app.summary;
    const { accounts, engine, instructions, hooks, addresses, store } = server.app.parts;
    const made = await admin(server, 'POST', '/accounts', { name: 'Shop', mode: 'live' });
    const added = await admin(server, 'POST', `/accounts/${made['key']}/connections`, {
      ...{ processor, mode: 'test', base_url: echo.url, credentials },
    });
    const answers: string[] = [];
    const note = async (answered: ReturnType<typeof ask>): Promise<void> => {
      answers.push((await answered).text);
    };
    const check = `/accounts/${made['key']}/connections/${added['id']}/check`;
    for (let turn = 0; turn < 8; turn += 1) {
      answers.push(JSON.stringify(await admin(server, 'POST', check, {})));
    }
    const known = await accounts.findFresh(String(made['key']));
    const { account } = known ?? assert.fail();
    const customer = {
      id: null,
      name: 'Tea Shop',
      email: 'tea@shop.example',
      phone: '+919000090009',
    };
    for (let turn = 0; turn < 8; turn += 1) {
      const command = orderCommand({ reference: `canary-${turn}`, dialect: 'razorpay', customer });
      const { aggregate } = expectOutcome(await engine.execute(account, command));
      const page = addresses(account).page(aggregate);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      await note(ask(`${page}/go`, { method: 'POST', headers, body: 'x=1' }));
      await note(ask(`${page}/go`));
      const back = new URLSearchParams({
        error: own.flatMap(spell).join(' '),
        who: PEOPLE.join(' '),
      }).toString();
      await note(ask(`${page}/back`, { method: 'POST', headers, body: back }));
      await note(ask(`${page}/back?${back}`));
      const after = await store.loadOrder(account.id, aggregate.order.id.key);
      const [payment] = after?.payments ?? [];
      if (payment === undefined) continue;
      await instructions.inquire(account, payment, 'signed');
      const hook = hooks.nameOf({ account: account.id, id: payment.connection ?? 0 });
      for (const { body, type } of replies(payment.id.token, own)) {
        const sent = { 'content-type': type, 'x-razorpay-signature': FIRST, cookie: SECOND };
        await note(ask(`${server.url}/hooks/${hook}`, { method: 'POST', headers: sent, body }));
      }
    }
    await instructions.finish();
    await setTimeout(1200);
    const kept = await store.listTranscripts(account.id, {}, 1000);
    assert.ok(echo.count() > 8 && kept.length > 12, `${echo.count()} asked, ${kept.length} kept`);
    assert.ok(kept.some(({ operation }) => operation === 'webhook'));
    assert.ok(kept.some(({ operation }) => operation === 'start' || operation === 'inquire'));
    const files = readdirSync(dataDir)
      .filter((name) => name.startsWith('dubash.db'))
      .map((name) => [name, readFileSync(path.join(dataDir, name))] as const);
    assert.ok(
      files.some(([, bytes]) => bytes.includes('canary-1')),
      'the orders are in it',
    );
    for (const canary of canaries) {
      for (const [name, bytes] of files) assert.ok(!bytes.includes(canary), `${canary} in ${name}`);
      assert.ok(!server.logged.join('\n').includes(canary), `${canary} is in the log`);
      assert.ok(!answers.join('\n').includes(canary), `${canary} was answered`);
    }
    for (const { id, ...transcript } of kept) {
      const text = JSON.stringify(transcript);
      for (const person of [...PEOPLE, 'Tea Shop', 'tea@shop.example', '9000090009']) {
        assert.ok(!text.includes(person), `${person} in ${transcript.operation}: ${text}`);
      }
      assert.match(id.token, /^\w{14}$/);
    }
  });
}
