// Makes the names of entities: time-ordered keys inside, and numbers outside that nobody can guess.
import { randomInt } from 'node:crypto';
import type { Id, Locator } from '../../core/id.ts';
import type { Aggregate } from '../../core/order.ts';
import { createBlockCipher } from './aes.ts';

// A key has 53 bits: 41 of milliseconds since 2025, 6 of lane (told apart per process), 6 of
// sequence. A key never leaves the server. The number is the key under a keyed permutation of 53
// bits (a Feistel network with AES as its round function), so the index over keys serves look-ups
// by number as well and rows lie in the order in which they came. A token is the number in nine
// base62 characters and five more at random.
const EPOCH_MS = Date.UTC(2025, 0, 1);
const LANES = 64;
const SEQUENCE = 64;
const ROUNDS = 6;
const HIGH_BITS = 26;
const LOW_BITS = 27;
const LOW_SIZE = 2 ** LOW_BITS;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const NUMBER_CHARACTERS = 9;
const RANDOM_SIZE = 62 ** 5;

export type Ids = {
  readonly next: (nowMs: number) => Id;
  /** The lowest key that an entity made at or after this time can have. */
  readonly firstKeyAt: (ms: number) => number;
  /** The key behind a token or a number; null for a reference or a name that cannot be ours. */
  readonly keyOf: (locator: Locator) => number | null;
};

/**
 * `secret` has 16 bytes and must stay the same for as long as the database lives. `place` tells
 * this process from the others on the database: the start that it is, counted over all of them. Two
 * of 64 starts in a row never draw the same key; beyond that the store refuses a key that is taken.
 */
export function createIds(secret: Uint8Array, place: number = randomInt(LANES)): Ids {
  const permute = rememberLatest(createPermutation(secret));
  const lane = place % LANES;
  let last = 0;
  return {
    next: (nowMs) => {
      const base = (nowMs - EPOCH_MS) * SEQUENCE;
      last = Math.max(last + 1, base);
      const time = Math.floor(last / SEQUENCE);
      const key = (time * LANES + lane) * SEQUENCE + (last % SEQUENCE);
      const number = permute.forward(key);
      const token = encode(number, NUMBER_CHARACTERS) + encode(randomInt(RANDOM_SIZE), 5);
      return { key, number, token };
    },
    firstKeyAt: (ms) => {
      const time = Math.floor(ms - EPOCH_MS);
      return Math.min(Math.max(time, 0) * LANES * SEQUENCE, Number.MAX_SAFE_INTEGER);
    },
    keyOf: (locator) => {
      if (locator.by === 'reference') return null;
      const number = locator.by === 'number' ? locator.number : decode(locator.token);
      const isOurs = number !== null && Number.isSafeInteger(number) && number >= 0;
      return isOurs ? permute.backward(number) : null;
    },
  };
}

/**
 * Two processes may draw the same key: one that stands in another order is refused by the store,
 * one of this order would replace what has it, and is drawn again.
 */
export function nextUnused(
  order: Pick<Aggregate, 'payments' | 'refunds'> | null,
  draw: () => Id,
): Id {
  const taken = [...(order?.payments ?? []), ...(order?.refunds ?? [])];
  for (;;) {
    const id = draw();
    if (!taken.some((each) => each.id.key === id.key)) return id;
  }
}

type Permutation = { forward: (value: number) => number; backward: (value: number) => number };

function createPermutation(secret: Uint8Array): Permutation {
  // A pseudo-random function here, not an encryption of anything.
  const encrypt = createBlockCipher(secret);
  const scramble = (round: number, half: number, bits: number): number =>
    encrypt(round, half) >>> (32 - bits);
  return {
    forward: (value) => {
      let high = Math.floor(value / LOW_SIZE);
      let low = value % LOW_SIZE;
      for (let round = 0; round < ROUNDS; round += 2) {
        high ^= scramble(round, low, HIGH_BITS);
        low ^= scramble(round + 1, high, LOW_BITS);
      }
      return high * LOW_SIZE + low;
    },
    backward: (value) => {
      let high = Math.floor(value / LOW_SIZE);
      let low = value % LOW_SIZE;
      for (let round = ROUNDS - 2; round >= 0; round -= 2) {
        low ^= scramble(round + 1, high, LOW_BITS);
        high ^= scramble(round, low, HIGH_BITS);
      }
      return high * LOW_SIZE + low;
    },
  };
}

const REMEMBERED_MAX = 20_000;

/**
 * Keeps the keys of the numbers that were made or looked up last: most look-ups are of orders that
 * have just been created, and six rounds cost more than the rest of such a look-up's arithmetic.
 */
export function rememberLatest({ forward, backward }: Permutation): Permutation {
  let latest = new Map<number, number>();
  let before = new Map<number, number>();
  const remember = (number: number, key: number): void => {
    if (latest.size >= REMEMBERED_MAX) {
      before = latest;
      latest = new Map();
    }
    latest.set(number, key);
  };
  return {
    forward: (key) => {
      const number = forward(key);
      remember(number, key);
      return number;
    },
    backward: (number) => {
      const known = latest.get(number) ?? before.get(number);
      if (known !== undefined) return known;
      const key = backward(number);
      remember(number, key);
      return key;
    },
  };
}

function encode(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 62)) {
    text = ALPHABET.charAt(rest % 62) + text;
  }
  return text;
}

function decode(token: string): number | null {
  let value = 0;
  for (const character of token.slice(0, NUMBER_CHARACTERS)) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    value = value * 62 + digit;
  }
  return value;
}
