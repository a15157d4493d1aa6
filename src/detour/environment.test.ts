// What a program of a run finds in its environment, and the files that it names.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createAuthority, pemOf } from './authority.ts';
import { leadEnvironment, namedAuthorities, proxyOf } from './environment.ts';
import { STORE_PASSWORD, writeTrust } from './trust.ts';

const HOSTS = ['api.gateway.example'];
const PORTS = { proxyPort: 4001, directPort: 4002 };
const { certificate } = createAuthority(HOSTS, Date.now());

function leadIn(env: Readonly<Record<string, string>>, use: (led: NodeJS.ProcessEnv) => void) {
  const files = writeTrust(certificate, namedAuthorities(env));
  try {
    use(leadEnvironment(env, HOSTS, PORTS, files));
  } finally {
    files.remove();
  }
  assert.equal(existsSync(files.folder), false);
}

test('what an environment says already is kept', () => {
  const env = {
    HOME: '/here',
    NODE_OPTIONS: '--no-warnings',
    PYTHONPATH: 'a:b',
    RUBYOPT: '-W0',
    JAVA_TOOL_OPTIONS: '-Xmx1g',
    PHP_INI_SCAN_DIR: '/php',
  };
  leadIn(env, (led) => {
    assert.equal(led['HOME'], '/here');
    assert.match(led['NODE_OPTIONS'] ?? '', /^--no-warnings --require ".*lead\.cjs"$/);
    assert.match(led['PYTHONPATH'] ?? '', /python:a:b$/);
    assert.match(led['RUBYOPT'] ?? '', /^-W0 -r.*lead\.rb$/);
    assert.match(led['JAVA_TOOL_OPTIONS'] ?? '', /^-Xmx1g .*-Dhttps\.proxyPort=4001 /);
    assert.match(led['PHP_INI_SCAN_DIR'] ?? '', /^\/php:.*php$/);
    assert.equal(led['HTTPS_PROXY'], 'http://127.0.0.1:4001');
    assert.equal(led['DUBASH_RUN_PORT'], '4002');
  });
  leadIn({}, (led) => {
    assert.match(led['PYTHONPATH'] ?? '', /^[^:]*python$/);
    // The empty part is PHP's own folder.
    assert.match(led['PHP_INI_SCAN_DIR'] ?? '', /^:.*php$/);
  });
});

test('nothing in NO_PROXY lets a gateway’s host pass us by', () => {
  const wrong = ['*', '.gateway.example', 'gateway.example', 'API.gateway.example:443', 'example'];
  const env = { NO_PROXY: `${wrong.join()},db.internal`, no_proxy: '10.0.0.0/8 other.example' };
  leadIn(env, (led) => {
    const kept = 'db.internal,10.0.0.0/8,other.example,localhost,127.0.0.1,::1';
    assert.equal(led['NO_PROXY'], kept);
    assert.equal(led['no_proxy'], kept);
  });
});

test('the proxy of the environment is found, or refused in a sentence', () => {
  assert.equal(proxyOf({}), null);
  assert.equal(proxyOf({ HTTPS_PROXY: 'proxy.example:3128' })?.href, 'http://proxy.example:3128/');
  assert.throws(() => proxyOf({ https_proxy: 'socks5://proxy.example' }), /HTTPS_PROXY must be/);
});

test('the files are their owner’s alone, and hold who is trusted besides', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-named-'));
  const other = createAuthority(['corporate.example'], Date.now());
  const corporate = path.join(folder, 'corporate.pem');
  writeFileSync(corporate, pemOf(other.certificate));
  const env = { SSL_CERT_FILE: corporate, CURL_CA_BUNDLE: path.join(folder, 'absent.pem') };
  const files = writeTrust(certificate, namedAuthorities(env));
  try {
    assert.equal(statSync(files.folder).mode & 0o777, 0o700);
    for (const name of readdirSync(files.folder, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(files.folder, name);
      const mode = statSync(file).mode & 0o777;
      assert.equal(mode, statSync(file).isDirectory() ? 0o700 : 0o600, name);
      assert.doesNotMatch(readFileOf(file), /PRIVATE KEY/, name);
    }
    const bundle = readFileSync(files.bundle, 'utf8');
    const all = bundle.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? [];
    assert.ok(all.length > 50, 'the system’s authorities');
    for (const each of all) assert.ok(new X509Certificate(each).subject);
    assert.ok(bundle.includes(pemOf(certificate).trim()));
    assert.ok(bundle.includes(pemOf(other.certificate).trim()));
    assert.equal(readFileSync(files.authority, 'utf8'), pemOf(certificate));
  } finally {
    files.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});

function readFileOf(file: string): string {
  return statSync(file).isDirectory() ? '' : readFileSync(file, 'latin1');
}

const withoutProgram =
  spawnSync('keytool', ['-help']).error !== undefined && 'no keytool on this machine';
test('the JDK reads the key store, its seal too', {
  skip: withoutProgram,
}, () => {
  const files = writeTrust(certificate, []);
  try {
    const list = ['-list', '-rfc', '-keystore', files.keyStore, '-storetype', 'JKS'];
    const args = (password: string) => [...list, '-storepass', password];
    const { stdout } = spawnSync('keytool', args(STORE_PASSWORD), { maxBuffer: 64 << 20 });
    const listed = stdout.toString().replaceAll('\r', '');
    assert.ok(listed.includes(pemOf(certificate).trim()));
    assert.notEqual(spawnSync('keytool', args('another')).status, 0);
  } finally {
    files.remove();
  }
});
