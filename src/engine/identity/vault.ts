// Keeps secrets: seals them for the database (AES-256-GCM) and derives the keys that other parts
// need.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto';

export type Vault = {
  /** Seals a secret for one account's key; opening it under another key fails. */
  readonly seal: (secret: string, accountKey: string) => string;
  /** Throws when the text was changed, or sealed under another master key. */
  readonly open: (sealed: string, accountKey: string) => string;
  /** A 22-character tag over a text that only this server can make. */
  readonly tag: (text: string) => string;
  /** A short fingerprint that tells two master keys apart and gives neither away. */
  readonly fingerprint: string;
};

const FORMAT = 'v1';
// Node takes a tag as short as four bytes unless it is told what to expect.
const TAG = { authTagLength: 16 } as const;

/** `masterKey` has 32 bytes; it is used for nothing itself, only to derive keys from. */
export function createVault(masterKey: Uint8Array): Vault {
  if (masterKey.length !== 32) throw new RangeError('a master key has 32 bytes');
  const derive = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', masterKey, '', `dubash ${use}`, 32));
  const sealKey = derive('seal');
  const tagKey = derive('tag');

  return {
    seal: (secret, accountKey) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce, TAG);
      cipher.setAAD(Buffer.from(accountKey));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url'));
      return [FORMAT, ...parts].join('.');
    },
    open: (sealed, accountKey) => {
      const [format, ...encoded] = sealed.split('.');
      if (format !== FORMAT) throw new Error('a sealed secret of an unknown format');
      const [nonce, tag, text, ...more] = encoded.map((part) => Buffer.from(part, 'base64url'));
      if (!nonce || !tag || !text || more.length > 0) throw new Error('a broken sealed secret');
      const decipher = createDecipheriv('aes-256-gcm', sealKey, nonce, TAG);
      decipher.setAAD(Buffer.from(accountKey));
      decipher.setAuthTag(tag);
      const parts = [decipher.update(text), decipher.final()];
      return Buffer.concat(parts).toString('utf8');
    },
    tag: (text) => createHmac('sha256', tagKey).update(text).digest('base64url').slice(0, 22),
    fingerprint: createHash('sha256').update(derive('fingerprint')).digest('hex').slice(0, 16),
  };
}
