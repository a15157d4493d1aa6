// The first call of each gateway, as the developer's page prints it, sent by a shell with curl.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { DIALECTS } from '../support/fixture.ts';
import { ask, BASIC, startServer } from '../support/server.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const skip = hasCurl || process.env['CI'] === 'true' ? false : 'no curl';

/** What a reader copies: the text of the page's blocks. */
function readCalls(html: string): readonly string[] {
  const signs = { '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' };
  return [...html.matchAll(/<pre>([\s\S]*?)<\/pre>/g)].map(([, text = '']) =>
    text.replace(/&(?:quot|#39|lt|gt|amp);/g, (sign) => signs[sign as keyof typeof signs]),
  );
}

/** As it is typed; the status is asked for besides. */
async function run(call: string, secret: string): Promise<string> {
  const env = { PATH: process.env['PATH'], DUBASH_SECRET: secret };
  const asked = `${call} --silent --show-error --write-out '\n%{http_code}'`;
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', asked], { env });
  assert.equal(stderr, '');
  return stdout;
}

async function testCalls(settings: Readonly<Record<string, string>>): Promise<void> {
  const server = await startServer(settings);
  const { SANDBOX_SECRET: secret = 'secret_123' } = settings;
  try {
    const page = await ask(server.url);
    const calls = readCalls(page.text);
    assert.equal(calls.length, DIALECTS.length);
    for (const [at, call] of calls.entries()) {
      assert.ok(!call.includes(secret));
      const said = await run(call, secret);
      assert.match(said, /\n2\d\d$/, `${call}\n${said}`);
      const refused = await run(call, 'another_secret');
      assert.match(refused, /\n401$/, `${call}\n${refused}`);
      const reference = new RegExp(`<bdi>${DIALECTS[at]?.name}-\\d+</bdi>`);
      assert.match((await ask(server.url)).text, reference);
    }
  } finally {
    await server.stop();
  }
}

test('each makes an order, which the page then lists; with another secret none', { skip }, () =>
  testCalls({}),
);

test('keys and secrets that mean something to a shell are sent as they are', { skip }, () =>
  testCalls({ SANDBOX_KEY: 'te$HOME.x_$$', SANDBOX_SECRET: `a'b"c\`id\`$(id)\\$HOME!*` }),
);

test('an order that came by such a call can be paid', { skip }, async () => {
  const server = await startServer();
  try {
    const [call = ''] = readCalls((await ask(server.url)).text);
    await run(call, 'secret_123');
    const [, path = ''] = /<a href="(\/pay\/[^"]+)"/.exec((await ask(server.url)).text) ?? [];
    assert.match((await ask(server.url + path)).text, /Pay ₹500\.00/);
    const order = `order_${path.slice('/pay/'.length).slice(0, 14)}`;
    const headers = { authorization: BASIC };
    const paid = await ask(`${server.url}/sandbox/pay`, {
      headers,
      body: { order, method: 'upi' },
    });
    assert.equal(paid.status, 200, paid.text);
  } finally {
    await server.stop();
  }
});
