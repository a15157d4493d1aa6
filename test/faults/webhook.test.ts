// Receivers that fail, hang, flood, redirect or move, and a server that is killed between commit
// and delivery: the schedule holds, nothing is lost and nothing is reached that must not be.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { validateWebhookSignature } from 'razorpay/dist/utils/razorpay-utils.js';
import { readConfig } from '../../src/config.ts';
import type { DeliveryRow, WebhookRow } from '../../src/store/store.ts';
import { openApp } from '../../src/app.ts';
import { type AnswerHook, openHook } from '../support/receiver.ts';
import { ask, BASIC, KEY, SECRET, spawnServer, startServer } from '../support/server.ts';

const HOOK_SECRET = 'hook-secret-of-the-shop';
const HEADERS = { authorization: BASIC };
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function post(url: string, tail: string, body: object): Promise<Record<string, unknown>> {
  const answered = await ask(`${url}${tail}`, { headers: HEADERS, body });
  assert.equal(answered.status, 200, answered.text);
  return answered.json as Record<string, unknown>;
}

const listen = (server: string, hook: string): Promise<unknown> =>
  post(server, '/v1/webhooks', {
    url: hook,
    secret: HOOK_SECRET,
    events: { 'payment.captured': true },
  });

let count = 0;
/** An order that is paid: one webhook, as the endpoint listens to captures only. */
async function payOne(server: string): Promise<string> {
  count += 1;
  const { id } = await post(server, '/v1/orders', {
    amount: 50000,
    currency: 'INR',
    receipt: `n-${count}`,
  });
  await post(server, '/sandbox/pay', { order: id, method: 'upi' });
  return String(id);
}

const settle = (server: string): Promise<unknown> => post(server, '/sandbox/settle', {});
const advance = (server: string, seconds: number): Promise<unknown> =>
  post(server, '/sandbox/clock', { advance_seconds: seconds });

type Store = Awaited<ReturnType<typeof startServer>>['app']['parts']['store'];

async function lookAt(
  store: Store,
): Promise<{ row: WebhookRow; attempts: readonly DeliveryRow[] }> {
  const account = await store.findAccount(KEY);
  assert.ok(account);
  const [row] = await store.listWebhooks(account.id, {}, 0, 10);
  assert.ok(row);
  return { row, attempts: await store.listDeliveries(account.id, row.id) };
}

async function openBoth(context: TestContext, answer?: AnswerHook) {
  const server = await startServer();
  const hook = await openHook(answer);
  context.after(async () => {
    await hook.stop();
    await server.stop();
  });
  await listen(server.url, hook.url);
  return { ...server, store: server.app.parts.store, hook };
}

test('a receiver that fails five times gets the same bytes on the schedule', async (context) => {
  const answer: AnswerHook = (response, _came, number) => {
    response.statusCode = number <= 5 ? 503 : 200;
    response.end();
  };
  const { url, hook, store } = await openBoth(context, answer);
  await payOne(url);
  await settle(url);
  const { retryMs } = (await lookAt(store)).row.request;
  for (let failed = 1; failed <= 5; failed += 1) {
    assert.equal(hook.came.length, failed);
    const wait = Math.ceil((retryMs[failed - 1] ?? 0) / 1000);
    // A second before its time nothing comes, where the wait is long enough to tell.
    if (wait > 2) {
      await advance(url, wait - 2);
      await settle(url);
      assert.equal(hook.came.length, failed, `too early after failure ${failed}`);
      await advance(url, 2);
    } else {
      await advance(url, wait);
    }
    await settle(url);
  }
  assert.equal(hook.came.length, 6);
  const { row, attempts } = await lookAt(store);
  assert.equal(row.state, 'delivered');
  assert.deepEqual(
    attempts.map(({ status }) => status),
    [503, 503, 503, 503, 503, 200],
  );
  const [first] = hook.came;
  assert.ok(first);
  for (const { body, headers } of hook.came) {
    assert.equal(body, first.body);
    const signature = headers['x-razorpay-signature'] ?? '';
    assert.equal(signature, first.headers['x-razorpay-signature']);
    assert.ok(validateWebhookSignature(body, signature, HOOK_SECRET));
  }
});

test('kill -9 between commit and delivery: the webhook still arrives', async (context) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dubash-notice-'));
  context.after(() => rmSync(dataDir, { recursive: true, force: true }));
  // The first request is taken and never answered: the server is killed while it waits.
  const hook = await openHook((response, _came, number) => {
    if (number > 1) response.end();
  });
  context.after(() => hook.stop());
  const first = await spawnServer({ DATA_DIR: dataDir });
  await listen(first.summary.url, hook.url);
  await payOne(first.summary.url);
  await hook.until(1);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = await spawnServer({ DATA_DIR: dataDir });
  // What the dead process had taken is another's after its lease; a sandbox clock need not wait.
  await advance(second.summary.url, 60);
  await hook.until(2);
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');
  const [one, other] = hook.came;
  assert.equal(one?.body, other?.body);
  assert.equal(one?.headers['webhook-id'], other?.headers['webhook-id']);
});

test('kill -9 right after a 2xx: what was acknowledged is told', async (context) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dubash-notice-'));
  context.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const hook = await openHook((response) => {
    response.end();
  });
  context.after(() => hook.stop());
  const orders = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    const { summary, child } = await spawnServer({ DATA_DIR: dataDir });
    if (round === 0) await listen(summary.url, hook.url);
    for (let paid = 0; paid < 5; paid += 1) orders.add(await payOne(summary.url));
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const { summary, child } = await spawnServer({ DATA_DIR: dataDir });
  await advance(summary.url, 60);
  await settle(summary.url);
  const told = new Set(
    hook.came.map(({ body }) => JSON.parse(body).payload.payment.entity.order_id as string),
  );
  assert.deepEqual(
    [...orders].filter((order) => !told.has(order)),
    [],
  );
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('a receiver that hangs is given up on in time and tried again', async (context) => {
  const { url, hook, store } = await openBoth(context, (response, _came, number) => {
    if (number > 1) response.end();
  });
  await payOne(url);
  const startedAt = performance.now();
  await settle(url);
  assert.ok(performance.now() - startedAt < 9000, 'five seconds, as the gateway has it');
  const { row, attempts } = await lookAt(store);
  assert.equal(row.state, 'waiting');
  assert.equal(attempts[0]?.status, null);
  await advance(url, 5);
  await settle(url);
  assert.equal(hook.came.length, 2);
  assert.equal((await lookAt(store)).row.state, 'delivered');
});

test('an answer of a gigabyte is cut off, and kept only in part', async (context) => {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  let written = 0;
  const { url, store } = await openBoth(context, (response) => {
    response.writeHead(200);
    const pour = (): void => {
      while (!response.destroyed && written < 1024 ** 3) {
        written += chunk.length;
        if (!response.write(chunk)) {
          response.once('drain', pour);
          return;
        }
      }
    };
    pour();
  });
  await payOne(url);
  const before = process.memoryUsage().rss;
  await settle(url);
  const grown = (process.memoryUsage().rss - before) / 1024 ** 2;
  assert.ok(grown < 200, `${grown} MB more`);
  assert.ok(written < 100 * 1024 ** 2, `${written} bytes were taken`);
  const { attempts } = await lookAt(store);
  assert.ok((attempts[0]?.reply.length ?? 0) <= 2048);
});

test('a redirect to a metadata address is a failure and is never followed', async (context) => {
  let followed = 0;
  const inside = await openHook((response) => {
    followed += 1;
    response.end();
  });
  context.after(() => inside.stop());
  for (const location of ['http://169.254.169.254/latest/meta-data/', inside.url]) {
    const { url, store } = await openBoth(context, (response) => {
      response.writeHead(307, { location });
      response.end();
    });
    await payOne(url);
    await settle(url);
    const { row, attempts } = await lookAt(store);
    assert.equal(row.state, 'waiting');
    assert.match(attempts[0]?.error ?? '', /redirects are not followed/);
  }
  assert.equal(followed, 0);
});

test('a name that turns private after a public answer reaches nobody', async (context) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dubash-notice-'));
  const inside = await openHook();
  const answers: string[] = [];
  const lookup = async (): Promise<readonly string[]> => {
    // The first answer is one that nobody listens at; then it is this machine.
    answers.push(answers.length === 0 ? '203.0.113.1' : '127.0.0.1');
    return [answers.at(-1) ?? ''];
  };
  const config = readConfig({
    PORT: '0',
    SANDBOX_KEY: KEY,
    SANDBOX_SECRET: SECRET,
    RATE_LIMITS: 'off',
    OUTGOING_ALLOW: '203.0.113.0/24',
    DATA_DIR: dataDir,
  });
  const app = await openApp(config, SILENT, { lookup });
  context.after(async () => {
    await app.close();
    await inside.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const server = app.summary.listening;
  await listen(server, `http://shop.test:${new URL(inside.url).port}/`);
  await payOne(server);
  await settle(server);
  await advance(server, 10);
  await settle(server);
  const { attempts } = await lookAt(app.parts.store);
  assert.ok(answers.includes('127.0.0.1'), 'the name was looked up again');
  assert.ok(attempts.length >= 2);
  for (const { error, status } of attempts) {
    assert.equal(status, null);
    assert.doesNotMatch(error ?? '', /127\.0\.0\.1/, 'what it resolved to is not told');
  }
  assert.equal(inside.came.length, 0);
});
