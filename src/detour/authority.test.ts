// The authority of a run: what it signs for, what it refuses, and that others can read it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createAuthority, pemOf } from './authority.ts';
import { identifier, integer, tagged, time } from './der.ts';

const HOSTS = ['api.gateway.example', 'sandbox.gateway.example'];
const DAY_MS = 86_400_000;
const now = Date.now();

function leafOf(host: string): string {
  const identity = createAuthority(HOSTS, now).identityOf(host);
  assert.ok(identity);
  return identity.cert;
}

test('the encoding is that of X.690', () => {
  // RSA's own arc as RFC 8017 spells it; lengths as X.690 8.1.3 does; RFC 5280's forms of a time.
  assert.equal(identifier('1.2.840.113549').toString('hex'), '06062a864886f70d');
  assert.equal(integer(Buffer.from([0, 0x80])).toString('hex'), '02020080');
  assert.equal(integer(Buffer.alloc(3)).toString('hex'), '020100');
  assert.equal(tagged(0x04, Buffer.alloc(300)).subarray(0, 4).toString('hex'), '0482012c');
  assert.equal(
    time(Date.UTC(2049, 11, 31))
      .subarray(2)
      .toString(),
    '491231000000Z',
  );
  assert.equal(
    time(Date.UTC(2050, 0, 1))
      .subarray(2)
      .toString(),
    '20500101000000Z',
  );
});

test('it signs for each host by its name, for no other, and for a month', () => {
  const authority = createAuthority(HOSTS, now);
  const root = new X509Certificate(authority.certificate);
  assert.equal(root.ca, true);
  assert.equal(root.verify(root.publicKey), true);
  for (const host of HOSTS) {
    const leaf = new X509Certificate(authority.identityOf(host)?.cert ?? '');
    assert.equal(leaf.ca, false);
    assert.equal(leaf.verify(root.publicKey), true);
    assert.equal(leaf.checkIssued(root), true);
    assert.equal(leaf.subjectAltName, `DNS:${host}`);
    assert.equal(leaf.checkHost(host), host);
    assert.ok(leaf.validToDate.getTime() - now < 31 * DAY_MS);
    assert.ok(leaf.validFromDate.getTime() < now);
  }
  for (const other of ['gateway.example', 'x.api.gateway.example', 'api.gateway.example.', '']) {
    assert.equal(authority.identityOf(other), null, other);
  }
});

test('nothing of it holds the key that signed, and no two runs share one', () => {
  const one = createAuthority(HOSTS, now);
  const other = createAuthority(HOSTS, now);
  assert.deepEqual(Object.keys(one).sort(), ['certificate', 'identityOf']);
  const [root, leaf] = [one.certificate, one.identityOf(HOSTS[0] ?? '')?.cert ?? ''];
  const known = new X509Certificate(root).publicKey.export({ type: 'spki', format: 'pem' });
  // The key beside a leaf is the leaf's own.
  assert.notEqual(
    known,
    new X509Certificate(leaf).publicKey.export({ type: 'spki', format: 'pem' }),
  );
  assert.equal(
    new X509Certificate(leaf).verify(new X509Certificate(other.certificate).publicKey),
    false,
  );
});

const withoutProgram =
  spawnSync('openssl', ['version']).error !== undefined && 'no openssl on this machine';
test('OpenSSL takes a host from it, and refuses a name that it may not sign for', {
  skip: withoutProgram,
}, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-authority-'));
  const verify = (name: string): string => {
    const authority = createAuthority(HOSTS, now);
    writeFileSync(path.join(folder, 'root.pem'), pemOf(authority.certificate));
    writeFileSync(path.join(folder, 'leaf.pem'), authority.identityOf(HOSTS[0] ?? '')?.cert ?? '');
    const args = ['verify', '-x509_strict', '-CAfile', 'root.pem', '-verify_hostname', name];
    const { stdout, stderr } = spawnSync('openssl', [...args, 'leaf.pem'], { cwd: folder });
    return `${stdout}${stderr}`;
  };
  try {
    assert.match(verify(HOSTS[0] ?? ''), /leaf\.pem: OK/);
    assert.match(verify('bank.example'), /hostname mismatch/i);
    const shown = spawnSync('openssl', ['x509', '-noout', '-text', '-in', 'root.pem'], {
      cwd: folder,
    }).stdout.toString();
    assert.match(shown, /Name Constraints: critical\s+Permitted:\s+DNS:api\.gateway\.example/);
    assert.match(shown, /CA:TRUE, pathlen:0/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a leaf is fresh at every run', () => {
  assert.notEqual(leafOf(HOSTS[0] ?? ''), leafOf(HOSTS[0] ?? ''));
});
