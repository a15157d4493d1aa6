// Keeps secrets: seals them for the database (AES-256-GCM) and derives the keys that other parts
// need. It has a ring of master keys: one seals, all of them open and verify.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  hash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** The account that a secret is sealed for. */
export type Owner = { readonly id: number; readonly key: string };

export type Vault = {
  /** Seals a secret for one account; opening it for another fails. */
  readonly seal: (secret: string, owner: Owner) => string;
  /** Throws when the text was changed, or sealed under a master key that is not in the ring. */
  readonly open: (sealed: string, owner: Owner) => string;
  /** Whether it is sealed as it would be now: by the key that seals, for the account's number. */
  readonly isCurrent: (sealed: string) => boolean;
  /** A 22-character tag over a text that only this server can make. */
  readonly tag: (text: string) => string;
  /** Whether any key of the ring made this tag. */
  readonly isTag: (text: string, tag: string) => boolean;
  /** Of the key that seals: it tells two master keys apart and gives neither away. */
  readonly fingerprint: () => string;
  /** Of every key in the ring. */
  readonly fingerprints: () => readonly string[];
  /** Another ring from now on, in which this one seals; throws when it is not in it. */
  readonly use: (masterKeys: readonly Uint8Array[], sealing: string) => void;
  /** Another key of the same ring seals from now on. */
  readonly sealBy: (fingerprint: string) => void;
};

type Key = {
  readonly id: string;
  readonly fingerprint: string;
  readonly sealKey: Buffer;
  /** The key of tags, as the two halves of an HMAC take it. */
  readonly innerPad: Buffer;
  readonly outerPad: Buffer;
};

/** v1 is bound to the account's key and does not say which master key sealed it. */
const FORMATS = ['v1', 'v2'] as const;
const ID_LENGTH = 8;
// Node takes a tag as short as four bytes unless it is told what to expect.
const TAG = { authTagLength: 16 } as const;

/**
 * The first key seals until `use` says otherwise. A text of a key that is not in the ring makes it
 * look again with `reread`: another process may have begun to seal with a new one.
 */
export function createVault(
  masterKeys: Uint8Array | readonly Uint8Array[],
  reread: () => readonly Uint8Array[] = () => [],
): Vault {
  let ring = (masterKeys instanceof Uint8Array ? [masterKeys] : masterKeys).map(deriveKey);
  let sealing = firstOf(ring);
  const findKey = (id: string): Key => {
    const isOf = (key: Key): boolean => key.id === id;
    const known = ring.find(isOf);
    if (known !== undefined) return known;
    const found = reread().map(deriveKey).find(isOf);
    if (found === undefined) throw new Error('a sealed secret of an unknown master key');
    ring = [...ring, found];
    return found;
  };
  return {
    seal: (secret, { id }) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealing.sealKey, nonce, TAG);
      cipher.setAAD(Buffer.from(`account ${id}`));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url'));
      return ['v2', sealing.id, ...parts].join('.');
    },
    open: (sealed, owner) => {
      const [format, ...parts] = sealed.split('.');
      if (!FORMATS.some((each) => each === format)) {
        throw new Error('a sealed secret of an unknown format');
      }
      if (format === 'v1') return openByAny(ring, parts, owner.key);
      const [id = '', ...rest] = parts;
      return openWith(findKey(id), rest, `account ${owner.id}`);
    },
    isCurrent: (sealed) => sealed.startsWith(`v2.${sealing.id}.`),
    tag: (text) => tagWith(sealing, text),
    isTag: (text, tag) => ring.filter((key) => isSame(tagWith(key, text), tag)).length > 0,
    fingerprint: () => sealing.fingerprint,
    fingerprints: () => ring.map(({ fingerprint }) => fingerprint),
    use: (others, fingerprint) => {
      const keys = others.map(deriveKey);
      sealing = findSealing(keys, fingerprint);
      ring = keys;
    },
    sealBy: (fingerprint) => {
      sealing = findSealing(ring, fingerprint);
    },
  };
}

function findSealing(ring: readonly Key[], fingerprint: string): Key {
  const found = ring.find((key) => key.fingerprint === fingerprint);
  if (found === undefined) throw new Error('the master key that seals is not at hand');
  return found;
}

function firstOf(ring: readonly Key[]): Key {
  const [first] = ring;
  if (first === undefined) throw new RangeError('a vault without a master key');
  return first;
}

/** `masterKey` has 32 bytes; it is used for nothing itself, only to derive keys from. */
function deriveKey(masterKey: Uint8Array): Key {
  if (masterKey.length !== 32) throw new RangeError('a master key has 32 bytes');
  const derive = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', masterKey, '', `dubash ${use}`, 32));
  const digest = createHash('sha256').update(derive('fingerprint')).digest('hex');
  const fingerprint = digest.slice(0, 16);
  const id = fingerprint.slice(0, ID_LENGTH);
  const tagKey = derive('tag');
  const [innerPad, outerPad] = [pad(tagKey, 0x36), pad(tagKey, 0x5c)];
  return { id, fingerprint, sealKey: derive('seal'), innerPad, outerPad };
}

function openWith({ sealKey }: Key, encoded: readonly string[], bound: string): string {
  const [nonce, tag, text, ...more] = encoded.map((part) => Buffer.from(part, 'base64url'));
  if (!nonce || !tag || !text || more.length > 0) throw new Error('a broken sealed secret');
  const decipher = createDecipheriv('aes-256-gcm', sealKey, nonce, TAG);
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}

function openByAny(ring: readonly Key[], parts: readonly string[], bound: string): string {
  let failed: unknown = null;
  for (const key of ring) {
    try {
      return openWith(key, parts, bound);
    } catch (error) {
      failed = error;
    }
  }
  throw failed;
}

/**
 * HMAC-SHA256 by its definition (RFC 2104): every shown order is tagged, and two digests in one go
 * cost a tenth of the native object that would be made for each.
 */
function tagWith({ innerPad, outerPad }: Key, text: string): string {
  const inner = hash('sha256', Buffer.concat([innerPad, Buffer.from(text)]), 'binary');
  const outer = Buffer.concat([outerPad, Buffer.from(inner, 'binary')]);
  return hash('sha256', outer, 'base64url').slice(0, 22);
}

/** The key as a whole block of the digest, each byte under `mask`. */
function pad(key: Uint8Array, mask: number): Buffer {
  const block = Buffer.alloc(64, mask);
  for (const [index, byte] of key.entries()) block[index] = byte ^ mask;
  return block;
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
