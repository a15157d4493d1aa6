// The settings: their defaults, one clear line for each wrong value, and no secret in any of them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describeSettings, findLiveRemedy, readConfig, SETTINGS, SettingError } from './config.ts';
import { generateCredentials } from './engine/identity/generate.ts';

const LIMITS = { create: 100, fetch: 300, refund: 50 };

test('without any variable every setting has its default', () => {
  assert.deepEqual(readConfig({}), {
    host: '127.0.0.1',
    port: 8080,
    dataDir: 'data',
    databaseUrl: null,
    databasePrepare: true,
    publicUrl: null,
    handoverUrl: null,
    sandboxKey: null,
    adminToken: null,
    sandboxSecret: null,
    masterKeys: null,
    rateLimits: LIMITS,
    requestLog: { days: 7, megabytes: 200, reads: 500 },
    logLevel: 'info',
    outgoingAllow: 'loopback',
    trustedProxies: '',
  });
  const blank = Object.fromEntries(SETTINGS.map(({ name }) => [name, '  ']));
  assert.deepEqual(readConfig(blank), readConfig({}));
  const spelt = Object.fromEntries(SETTINGS.map((setting) => [setting.name, setting.default]));
  assert.deepEqual(readConfig(spelt), readConfig({}));
});

test('every setting is read, trimmed, and strangers are left alone', () => {
  const config = readConfig({
    HOST: ' 0.0.0.0 ',
    PORT: '0',
    DATA_DIR: 'var/data',
    DATABASE_URL: 'postgresql://me:p%40ss@[::1]:5432,db-2.local/shop?sslmode=require',
    DATABASE_PREPARE: 'Off',
    PUBLIC_URL: 'https://pay.example.com/shop/',
    HANDOVER_URL: 'https://go.example.com/',
    SANDBOX_KEY: 'rzp_test_1',
    SANDBOX_SECRET: 'secret_123',
    ADMIN_TOKEN: 'a-token-of-the-operator',
    MASTER_KEY: 'Ab'.repeat(32),
    RATE_LIMITS: 'refund = 7, create=1',
    REQUEST_LOG: 'reads=0, days = 30',
    LOG_LEVEL: 'silent',
    OUTGOING_ALLOW: ' private, 203.0.113.0/24,fd00::1 ',
    TRUSTED_PROXIES: ' 10.0.0.0/8,::1 ',
    HOME: 'x',
  });
  assert.deepEqual(config, {
    host: '0.0.0.0',
    port: 0,
    dataDir: 'var/data',
    databaseUrl: 'postgresql://me:p%40ss@[::1]:5432,db-2.local/shop?sslmode=require',
    databasePrepare: false,
    publicUrl: 'https://pay.example.com/shop',
    handoverUrl: 'https://go.example.com',
    sandboxKey: 'rzp_test_1',
    sandboxSecret: 'secret_123',
    adminToken: 'a-token-of-the-operator',
    masterKeys: [Buffer.alloc(32, 0xab)],
    rateLimits: { create: 1, fetch: 300, refund: 7 },
    requestLog: { days: 30, megabytes: 200, reads: 0 },
    logLevel: 'silent',
    outgoingAllow: 'private, 203.0.113.0/24,fd00::1',
    trustedProxies: '10.0.0.0/8,::1',
  });
  assert.equal(readConfig({ RATE_LIMITS: 'OFF' }).rateLimits, null);
  assert.equal(readConfig({ REQUEST_LOG: 'Off' }).requestLog, null);
});

test('webhooks may go to this machine when only this machine is served, unless it is said', () => {
  const allowed = (HOST: string, OUTGOING_ALLOW = ''): string =>
    readConfig({ HOST, OUTGOING_ALLOW }).outgoingAllow;
  for (const host of ['127.0.0.1', '127.8.9.10', '::1', 'localhost', 'LocalHost']) {
    assert.equal(allowed(host), 'loopback', host);
    assert.equal(allowed(host, 'none'), 'none', host);
  }
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.example.com', 'localhost.example.com']) {
    assert.equal(allowed(host), 'none', host);
    assert.equal(allowed(host, 'loopback'), 'loopback', host);
  }
});

const WRONG: Readonly<Record<string, readonly string[]>> = {
  PORT: ['-1', '65536', '80.5', 'http', '0x50', '999999', '8080 8081'],
  DATABASE_URL: [
    'db.example.com/shop',
    'mysql://db/shop',
    'postgres://?a',
    'postgres://me:p@ss@db/shop',
    'postgres://me:50%@db/shop',
    'postgres://db:port/shop',
    'postgres://db,/shop',
    'postgres://db/shop name',
    'postgres://db/shop#x',
  ],
  DATABASE_PREPARE: ['yes', '1', 'on off'],
  PUBLIC_URL: [
    'pay.example.com',
    'ftp://pay.example.com',
    'https://',
    'https:///pay',
    'https://pay.example.com?a=1',
    'https://pay.example.com/#a',
    'https://pay example.com',
    'https://user:password@pay.example.com',
    'https://pay.example.com:99999',
    'javascript:alert(1)',
  ],
  HANDOVER_URL: ['go.example.com', 'https://go.example.com?a=1', 'https://a:b@go.example.com'],
  SANDBOX_KEY: ['ab', 'a b c', 'a:b', 'क ख ग', 'x'.repeat(65)],
  SANDBOX_SECRET: ['short', 'with a space', 'naïve-secret', 's'.repeat(129)],
  MASTER_KEY: ['00', 'g'.repeat(64), 'a'.repeat(63), 'a'.repeat(65)],
  REQUEST_LOG: ['on', '7', 'days=0', 'megabytes=-1', 'reads=x', 'hours=1', 'days=1;'],
  RATE_LIMITS: ['on', '100', 'create', 'create=0', 'create=-1', 'create=1.5', 'a=1', 'create=1;'],
  LOG_LEVEL: ['INFO', 'verbose', 'info,debug'],
  OUTGOING_ALLOW: [
    'localhost',
    'all',
    '*',
    'none,loopback',
    '10.0.0.0/8;',
    'private,',
    'fe80::1%1',
  ],
  TRUSTED_PROXIES: ['loopback', '*', 'proxy.example.com', '10.0.0.0/8;', 'fe80::1%1'],
};

function messageOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof SettingError, String(error));
    return error.message;
  }
  return assert.fail(`${JSON.stringify(environment)} was taken`);
}

for (const [name, values] of Object.entries(WRONG)) {
  test(`a wrong ${name} is one line that names it`, () => {
    for (const value of values) {
      const message = messageOf({ [name]: value });
      assert.match(message, new RegExp(`^${name} must be .+, not "[^\\n]*"$`));
      const hidden = ['SANDBOX_SECRET', 'MASTER_KEY', 'DATABASE_URL'].includes(name);
      assert.equal(message.includes(value), !hidden, message);
    }
  });
}

test('a value with line breaks still gives one line, and a long one is cut', () => {
  for (const name of Object.keys(WRONG)) {
    const broken = messageOf({ [name]: 'a\nb\r\nc\u001b[31m\u2028d' });
    assert.doesNotMatch(broken, /[\n\r\u001b\u2028]/);
    assert.ok(messageOf({ [name]: '!'.repeat(100_000) }).length < 400);
  }
});

test('whatever the environment holds: settings, or one line without a secret', () => {
  const value = fc.oneof(fc.string(), fc.constantFrom('8080', 'off', 'info', 'https://a.b'));
  const names = fc.constantFrom(...SETTINGS.map(({ name }) => name));
  fc.assert(
    fc.property(fc.dictionary(names, value), fc.uuid(), (environment, secret) => {
      const spoilt = { ...environment, SANDBOX_SECRET: `${secret} ${secret}`, PORT: 'x' };
      for (const each of [environment, spoilt]) {
        try {
          readConfig(each);
        } catch (error) {
          assert.ok(error instanceof SettingError, String(error));
          assert.ok(!error.message.includes(secret));
          assert.doesNotMatch(error.message, /[\n\r]/);
        }
      }
    }),
  );
});

test('the table of settings names each one with its default and its meaning', () => {
  const table = describeSettings();
  const names = SETTINGS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const setting of SETTINGS) {
    const line = table.split('\n').find((each) => each.trim().startsWith(`${setting.name} `));
    assert.ok(line?.includes(setting.meaning), setting.name);
    if (setting.default !== '') assert.ok(line?.includes(`[${setting.default}]`), setting.name);
  }
});

test('--help prints the table and starts nothing, whatever the environment holds', async () => {
  const main = path.resolve(import.meta.dirname, 'main.ts');
  const flags = ['--disable-warning=ExperimentalWarning', main, '--help'];
  const environment = { PATH: process.env['PATH'], PORT: 'wrong', SANDBOX_SECRET: 'hidden me' };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, flags, {
    env: environment,
  });
  assert.ok(stdout.includes(describeSettings()));
  assert.ok(stdout.includes('--json'));
  assert.ok(!stdout.includes('hidden me'));
  assert.equal(stderr, '');
});

test('generated credentials are taken as settings, and are new each time', () => {
  const { key, secret } = generateCredentials('sandbox');
  const config = readConfig({ SANDBOX_KEY: key, SANDBOX_SECRET: secret });
  assert.deepEqual([config.sandboxKey, config.sandboxSecret], [key, secret]);
  assert.match(secret, /^[0-9a-f]{64}$/);
  assert.match(key, /^test_[0-9a-f]{16}$/);
  assert.match(generateCredentials('live').key, /^live_[0-9a-f]{16}$/);
  assert.notEqual(generateCredentials('sandbox').secret, secret);
});

test('live connections need two addresses of https, without a port, on two hosts', () => {
  const own = 'https://pay.example.com';
  const handover = 'https://go.example.com';
  const rows = [
    [null, handover, 'PUBLIC_URL'],
    ['http://pay.example.com', handover, 'PUBLIC_URL'],
    ['https://pay.example.com:8443/shop', handover, 'PUBLIC_URL'],
    ['https://pay.example.com:443', handover, 'PUBLIC_URL'],
    ['https://[::1]', handover, 'PUBLIC_URL'],
    [own, null, 'HANDOVER_URL'],
    [own, 'http://go.example.com', 'HANDOVER_URL'],
    [own, 'https://go.example.com:8443', 'HANDOVER_URL'],
    [own, 'https://PAY.example.com/go', 'HANDOVER_URL'],
    [own, handover, null],
    [`${own}/shop`, `${handover}/pages`, null],
  ] as const;
  for (const [publicUrl, handoverUrl, missing] of rows) {
    const remedy = findLiveRemedy({ publicUrl, handoverUrl });
    assert.equal(remedy?.split(' ')[1] ?? null, missing, `${publicUrl} ${handoverUrl}`);
  }
});
