// A certificate authority for one run: it signs for the gateways' hosts alone, and its key is
// forgotten as soon as it has. Node signs; only the frame of a certificate is written here, by
// RFC 5280, since the packages that write one bring a hundred times this code, or know RSA alone.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bits,
  identifier,
  integer,
  numbered,
  numberedBytes,
  octets,
  sequence,
  setOf,
  text,
  time,
  yes,
} from './der.ts';

export type Identity = { readonly key: string; readonly cert: string };

export type Authority = {
  /** Its certificate, the one thing of it that may be shown. */
  readonly certificate: Uint8Array;
  /** Of a host; null: it signs for no such host. */
  readonly identityOf: (host: string) => Identity | null;
};

const HOUR_MS = 3_600_000;
/** A server under development may run for weeks. */
const VALID_MS = 30 * 24 * HOUR_MS;

const ECDSA_WITH_SHA256 = sequence(identifier('1.2.840.10045.4.3.2'));
const COMMON_NAME = identifier('2.5.4.3');
const SERVER_AUTH = identifier('1.3.6.1.5.5.7.3.1');
const SUBJECT_KEY = identifier('2.5.29.14');
const KEY_USAGE = identifier('2.5.29.15');
const ALTERNATIVE_NAME = identifier('2.5.29.17');
const CONSTRAINTS = identifier('2.5.29.19');
const NAME_CONSTRAINTS = identifier('2.5.29.30');
const AUTHORITY_KEY = identifier('2.5.29.35');
const EXTENDED_USAGE = identifier('2.5.29.37');

/** `now` is the real time in milliseconds. */
export function createAuthority(hosts: readonly string[], now: number): Authority {
  const own = makeKeys();
  const issuer = nameOf(`Dubash, for one run (${randomBytes(4).toString('hex')})`);
  const certify = (subject: Buffer, key: KeyObject, extensions: readonly Buffer[]): Buffer =>
    certificateOf({ issuer, subject, key, extensions, now, signer: own.privateKey });
  const certificate = certify(issuer, own.publicKey, extensionsOfAuthority(own.publicKey, hosts));
  const leaf = makeKeys();
  const key = leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const identities = new Map(
    hosts.map((host) => {
      const extensions = extensionsOfHost(leaf.publicKey, own.publicKey, host);
      return [host, { key, cert: pemOf(certify(nameOf(host), leaf.publicKey, extensions)) }];
    }),
  );
  return { certificate, identityOf: (host) => identities.get(host) ?? null };
}

export function pemOf(certificate: Uint8Array): string {
  const lines =
    Buffer.from(certificate)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const makeKeys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

function nameOf(common: string): Buffer {
  return sequence(setOf(sequence(COMMON_NAME, text(common))));
}

type Wish = {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly now: number;
  readonly signer: KeyObject;
};

function certificateOf({ issuer, subject, key, extensions, now, signer }: Wish): Buffer {
  const signed = sequence(
    numbered(0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    ECDSA_WITH_SHA256,
    issuer,
    // Clocks of containers differ.
    sequence(time(now - HOUR_MS), time(now + VALID_MS)),
    subject,
    spkiOf(key),
    numbered(3, sequence(...extensions)),
  );
  return sequence(signed, ECDSA_WITH_SHA256, bits(sign('sha256', signed, signer)));
}

function extensionsOfAuthority(key: KeyObject, hosts: readonly string[]): readonly Buffer[] {
  // Whoever checks it takes no name from it but these, and no address.
  const permitted = hosts.map((host) => sequence(numberedBytes(2, Buffer.from(host))));
  const excluded = [8, 32].map((size) => sequence(numberedBytes(7, Buffer.alloc(size))));
  return [
    critical(CONSTRAINTS, sequence(yes(), integer(Buffer.from([0])))),
    critical(KEY_USAGE, bits(Buffer.from([0x04]), 2)),
    critical(NAME_CONSTRAINTS, sequence(numbered(0, ...permitted), numbered(1, ...excluded))),
    plain(SUBJECT_KEY, octets(digestOf(key))),
  ];
}

function extensionsOfHost(key: KeyObject, issuer: KeyObject, host: string): readonly Buffer[] {
  return [
    critical(CONSTRAINTS, sequence()),
    critical(KEY_USAGE, bits(Buffer.from([0x80]), 7)),
    plain(EXTENDED_USAGE, sequence(SERVER_AUTH)),
    plain(ALTERNATIVE_NAME, sequence(numberedBytes(2, Buffer.from(host)))),
    plain(SUBJECT_KEY, octets(digestOf(key))),
    plain(AUTHORITY_KEY, sequence(numberedBytes(0, digestOf(issuer)))),
  ];
}

const critical = (name: Buffer, value: Buffer): Buffer => sequence(name, yes(), octets(value));
const plain = (name: Buffer, value: Buffer): Buffer => sequence(name, octets(value));

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** What names a key; every digest of it will do (RFC 5280, section 4.2.1.2). */
function digestOf(key: KeyObject): Buffer {
  return createHash('sha256').update(spkiOf(key)).digest().subarray(0, 20);
}
