// The files of one run: the authority's certificate, beside those that programs trust anyway. Its
// key is in none of them.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { pemOf } from './authority.ts';
import { NODE_SCRIPT, PYTHON_SCRIPT, RUBY_SCRIPT, writePhpSettings } from './script.ts';

export type TrustFiles = {
  readonly folder: string;
  /** The authority alone. */
  readonly authority: string;
  /** The system's authorities, those that `named` files hold, and ours. */
  readonly bundle: string;
  /** The same for Java. */
  readonly keyStore: string;
  readonly node: string;
  readonly python: string;
  readonly ruby: string;
  readonly php: string;
  readonly remove: () => void;
};

/** `named`: files of authorities that the environment names, and that ours stand in for. */
export function writeTrust(certificate: Uint8Array, named: readonly string[]): TrustFiles {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-run-'));
  const write = (name: string, content: string | Uint8Array): string => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
    return file;
  };
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    chmodSync(folder, 0o700);
    const own = pemOf(certificate);
    const all = [...knownAuthorities(named), own];
    const bundle = write('bundle.pem', all.map((each) => `${each.trim()}\n`).join(''));
    return {
      folder,
      authority: write('authority.pem', own),
      bundle,
      keyStore: write('authorities.jks', writeKeyStore(all.map(derOf))),
      node: write('lead.cjs', NODE_SCRIPT),
      python: path.dirname(write('python/sitecustomize.py', PYTHON_SCRIPT)),
      ruby: write('lead.rb', RUBY_SCRIPT),
      php: path.dirname(write('php/dubash.ini', writePhpSettings(bundle))),
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Other hosts are passed through, so that who vouched for them has to go on doing so. */
function knownAuthorities(files: readonly string[]): readonly string[] {
  const named = files.flatMap((file) => readText(file).match(PEM) ?? []);
  const all = [...tls.getCACertificates('bundled'), ...tls.getCACertificates('system'), ...named];
  return [...new Set(all.map((each) => each.replaceAll('\r', '').trim()))];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Who named it finds it missing without us too.
    return '';
  }
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
}

const MAGIC = 0xfeedfeed;
const TRUSTED = 2;
/** Everybody's: what it guards is public. */
export const STORE_PASSWORD = 'changeit';

/** A key store as the JDK has read it since its beginnings ("JKS"), of certificates alone. */
function writeKeyStore(certificates: readonly Buffer[]): Buffer {
  const number = (value: number): Buffer => {
    const four = Buffer.alloc(4);
    four.writeUInt32BE(value);
    return four;
  };
  const text = (value: string): Buffer => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(value.length);
    return Buffer.concat([length, Buffer.from(value, 'latin1')]);
  };
  const entries = certificates.flatMap((each, at) => [
    ...[number(TRUSTED), text(`authority-${at}`), Buffer.alloc(8), text('X.509')],
    ...[number(each.length), each],
  ]);
  const content = [number(MAGIC), number(2), number(certificates.length), ...entries];
  // How the JDK seals it: sun.security.provider.JavaKeyStore, getPreKeyedHash.
  const hash = createHash('sha1').update(Buffer.from(STORE_PASSWORD, 'utf16le').swap16());
  hash.update('Mighty Aphrodite').update(Buffer.concat(content));
  return Buffer.concat([...content, hash.digest()]);
}
