// AES-128 in plain JavaScript, for names alone: they ask for one block at a time, and a call of
// Node's own costs ten times the block. Secrets are sealed by Node's: these tables are looked up in
// a time that depends on what is looked up. Sections are those of FIPS 197.

const ROUNDS = 10;

const double = (byte: number): number => ((byte << 1) ^ (byte >> 7 === 1 ? 0x11b : 0)) & 0xff;
const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

const BYTES = 256;
// The substitution of bytes (5.1.1): the inverse in GF(2^8), then an affine map.
const BOX = new Uint8Array(BYTES);
// What a round makes of each byte of a word: substituted and multiplied by MixColumns (5.1.3).
const FIRST = new Uint32Array(BYTES);
const SECOND = new Uint32Array(BYTES);
const THIRD = new Uint32Array(BYTES);
const FOURTH = new Uint32Array(BYTES);

function fillTables(): void {
  // 3 makes every byte but 0; `inverse` is divided by 3 whenever `power` is multiplied by it.
  let power = 1;
  let inverse = 1;
  do {
    power ^= double(power);
    for (const bits of [1, 2, 4]) inverse ^= inverse << bits;
    inverse = (inverse ^ (inverse & 0x80 ? 9 : 0)) & 0xff;
    const turned = (bits: number) => (inverse << bits) | (inverse >> (8 - bits));
    BOX[power] = inverse ^ turned(1) ^ turned(2) ^ turned(3) ^ turned(4) ^ 0x63;
  } while (power !== 1);
  BOX[0] = 0x63;
  BOX.forEach((byte, index) => {
    const twice = double(byte);
    const word = (twice << 24) | (byte << 16) | (byte << 8) | (twice ^ byte);
    [FIRST, SECOND, THIRD, FOURTH].forEach((table, place) => {
      table[index] = rotate(word, place * 8);
    });
  });
}
fillTables();

const substitute = (one: number, two: number, three: number, four: number): number =>
  (at(BOX, one >>> 24) << 24) |
  (at(BOX, (two >>> 16) & 255) << 16) |
  (at(BOX, (three >>> 8) & 255) << 8) |
  at(BOX, four & 255);

const mix = (one: number, two: number, three: number, four: number): number =>
  at(FIRST, one >>> 24) ^
  at(SECOND, (two >>> 16) & 255) ^
  at(THIRD, (three >>> 8) & 255) ^
  at(FOURTH, four & 255);

/** An index that is masked to the table's size is always in it. */
function at(table: Uint8Array | Uint32Array, index: number): number {
  return table[index] as number;
}

/** The key schedule (5.2), as words. */
function expandKey(key: Uint8Array): Uint32Array {
  if (key.length !== 16) throw new RangeError('an AES-128 key has 16 bytes');
  const words = new Uint32Array(4 * (ROUNDS + 1));
  const view = new DataView(key.buffer, key.byteOffset, 16);
  let round = 1;
  for (let index = 0; index < words.length; index += 1) {
    if (index < 4) {
      words[index] = view.getUint32(index * 4);
      continue;
    }
    let word = at(words, index - 1);
    if (index % 4 === 0) {
      word = rotate(word, 24);
      word = substitute(word, word, word, word) ^ (round << 24);
      round = double(round);
    }
    words[index] = at(words, index - 4) ^ word;
  }
  return words;
}

/**
 * The first 32 bits of the encrypted block that begins with these two words and ends with zeros.
 */
export function createBlockCipher(key: Uint8Array): (first: number, second: number) => number {
  const keys = expandKey(key);
  return (first, second) => {
    let one = first ^ at(keys, 0);
    let two = second ^ at(keys, 1);
    let three = at(keys, 2);
    let four = at(keys, 3);
    for (let place = 4; place < 4 * ROUNDS; place += 4) {
      const next = mix(one, two, three, four) ^ at(keys, place);
      const after = mix(two, three, four, one) ^ at(keys, place + 1);
      const third = mix(three, four, one, two) ^ at(keys, place + 2);
      four = mix(four, one, two, three) ^ at(keys, place + 3);
      one = next;
      two = after;
      three = third;
    }
    return (substitute(one, two, three, four) ^ at(keys, 4 * ROUNDS)) >>> 0;
  };
}
