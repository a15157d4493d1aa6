// The block cipher of names: the same blocks as Node's own, for every key.
import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createBlockCipher } from './aes.ts';

function encryptNatively(key: Uint8Array, first: number, second: number): number {
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  const block = Buffer.alloc(16);
  block.writeUInt32BE(first, 0);
  block.writeUInt32BE(second, 4);
  return cipher.update(block).readUInt32BE(0);
}

test('any key and any words give what the native cipher gives', () => {
  const word = fc.oneof(fc.nat(0xffff_ffff), fc.constantFrom(0, 1, 5, 0x7fff_ffff, 0xffff_ffff));
  const key = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(key, word, word, (secret, first, second) => {
      const expected = encryptNatively(secret, first, second);
      assert.equal(createBlockCipher(secret)(first, second), expected);
    }),
    { numRuns: 2000 },
  );
});

// A key of zeros: AESAVS, appendix D.1 ("VarTxt"), with the first bit set and with the first two.
test('published answers', () => {
  const encrypt = createBlockCipher(new Uint8Array(16));
  assert.equal(encrypt(0x8000_0000, 0), 0x3ad7_8e72);
  assert.equal(encrypt(0xc000_0000, 0), 0xaae5_939c);
});

test('a key may lie anywhere in its buffer, and has 16 bytes', () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, index) => index * 7);
  const inside = createBlockCipher(bytes.subarray(3, 19));
  assert.equal(inside(1, 2), encryptNatively(bytes.slice(3, 19), 1, 2));
  for (const length of [0, 15, 17, 32]) {
    assert.throws(() => createBlockCipher(new Uint8Array(length)), RangeError);
  }
});
