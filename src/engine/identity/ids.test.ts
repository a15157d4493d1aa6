// Names of entities: unique, in the order of creation inside, and impossible to guess outside.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TOKEN_PATTERN } from '../../core/id.ts';
import { createIds, rememberLatest } from './ids.ts';

const SECRET = new Uint8Array(16).fill(3);
const NOW = Date.UTC(2025, 5, 1);

function make(count: number, nowOf: (index: number) => number, ids = createIds(SECRET)) {
  return Array.from({ length: count }, (_, index) => ids.next(nowOf(index)));
}

test('a hundred thousand names in one second: unique, below 2^53, tokens of 14 characters', () => {
  const ids = make(100_000, (index) => NOW + (index >> 7));
  assert.equal(new Set(ids.map(({ key }) => key)).size, ids.length);
  assert.equal(new Set(ids.map(({ number }) => number)).size, ids.length);
  assert.equal(new Set(ids.map(({ token }) => token)).size, ids.length);
  const wrong = ids.filter(
    ({ key, number, token }) =>
      !(Number.isSafeInteger(key) && key > 0) ||
      !(Number.isSafeInteger(number) && number >= 0) ||
      !TOKEN_PATTERN.test(token),
  );
  assert.deepEqual(wrong, []);
});

test('keys grow with every name; numbers and tokens tell nothing of their order', () => {
  const ids = make(2000, (index) => NOW + index);
  const grows = (list: readonly (number | string)[]) =>
    list.filter((each, index) => index > 0 && each > (list[index - 1] ?? each)).length;
  assert.equal(grows(ids.map(({ key }) => key)), 1999);
  for (const list of [ids.map(({ number }) => number), ids.map(({ token }) => token)]) {
    const share = grows(list) / 1999;
    assert.ok(share > 0.4 && share < 0.6, `${share}`);
  }
  const near = ids.filter(({ number }, index) => {
    const before = ids[index - 1]?.number;
    return before !== undefined && Math.abs(number - before) < 2 ** 40;
  });
  assert.ok(near.length < 5, `${near.length} numbers lie close to the one before`);
});

test('a token holds chance that its number does not: five characters, each as likely', () => {
  const tails = make(20_000, () => NOW).map(({ token }) => token.slice(9));
  assert.ok(new Set(tails).size > 19_900);
  for (let place = 0; place < 5; place += 1) {
    const counts = Object.values(Object.groupBy(tails, (tail) => tail.charAt(place)));
    assert.equal(counts.length, 62, `characters in place ${place}`);
    // 323 of each; 150 more or fewer are eight times the deviation of such a count.
    for (const same of counts) assert.ok(Math.abs((same?.length ?? 0) - 323) < 150, same?.[0]);
  }
});

test('the key is found again from the number and from the token, by every process', () => {
  const other = createIds(SECRET);
  const stranger = createIds(new Uint8Array(16).fill(4));
  let strange = 0;
  for (const { key, number, token } of make(2000, (index) => NOW + index * 7919)) {
    assert.equal(other.keyOf({ by: 'number', number }), key);
    assert.equal(other.keyOf({ by: 'token', token }), key);
    if (stranger.keyOf({ by: 'number', number }) === key) strange += 1;
  }
  assert.equal(strange, 0);
});

// Drawn with the native cipher, before this server had one of its own. A name that was given away
// once must be found for ever.
const KNOWN = [
  [0, '2025-01-01', 321, 2452520545900056],
  [0, '2026-07-01T12:34:56.789Z', 193411878048064, 2325625535862660],
  [3, '2025-01-01', 321, 2320227532909203],
  [3, '2026-07-01T12:34:56.789Z', 193411878048064, 1175444235033758],
  [255, '2025-01-01', 321, 7584673469235261],
  [255, '2026-07-01T12:34:56.789Z', 193411878048064, 5307405844834307],
] as const;

test('the same key has the same number as ever', () => {
  for (const [fill, time, key, number] of KNOWN) {
    const ids = createIds(new Uint8Array(16).fill(fill), 5);
    const made = ids.next(Date.parse(time));
    assert.deepEqual([made.key, made.number], [key, number]);
    const elsewhere = createIds(new Uint8Array(16).fill(fill));
    assert.equal(elsewhere.keyOf({ by: 'number', number }), key);
  }
});

test('whatever is asked for, the answer is a key that can be looked up, or null', () => {
  const ids = createIds(SECRET);
  const base62 = fc
    .array(fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'), {
      minLength: 14,
      maxLength: 14,
    })
    .map((list) => list.join(''));
  const locator = fc.oneof(
    base62.map((token) => ({ by: 'token', token }) as const),
    fc.string().map((token) => ({ by: 'token', token }) as const),
    fc.maxSafeNat().map((number) => ({ by: 'number', number }) as const),
    fc.string().map((reference) => ({ by: 'reference', reference }) as const),
  );
  fc.assert(
    fc.property(locator, (each) => {
      const key = ids.keyOf(each);
      if (each.by === 'reference') assert.equal(key, null);
      else assert.ok(key === null || (Number.isSafeInteger(key) && key >= 0), String(key));
    }),
    { numRuns: 2000 },
  );
  assert.equal(ids.keyOf({ by: 'token', token: 'zzzzzzzzz00000' }), null);
  for (const number of [-1, 0.5, Number.NaN, 2 ** 53, -(2 ** 52)]) {
    assert.equal(ids.keyOf({ by: 'number', number }), null, String(number));
  }
});

test('a clock that goes backwards, stands still or jumps still gives growing keys', () => {
  const times = fc.array(fc.integer({ min: -100_000, max: 100_000 }), { minLength: 2 });
  fc.assert(
    fc.property(times, (offsets) => {
      const keys = make(offsets.length, (index) => NOW + (offsets[index] ?? 0)).map(
        ({ key }) => key,
      );
      keys.forEach((key, index) => {
        assert.ok(index === 0 || key > (keys[index - 1] ?? key));
      });
    }),
  );
});

test('a clock that stands before 2025 gives keys all the same', () => {
  const keys = make(1000, () => 0).map(({ key }) => key);
  assert.ok(keys.every((key, index) => key > (keys[index - 1] ?? 0)));
});

test('two lanes at the same moment never give the same key, and later ones are greater', () => {
  const keysAt = (now: number) => {
    const lanes = new Map<number, number[]>();
    for (let process = 0; process < 40; process += 1) {
      const ids = make(50, () => now);
      const lane = Math.floor((ids[0]?.key ?? 0) / 64) % 64;
      lanes.set(lane, ids.map(({ key }) => key).slice(0, 50));
    }
    assert.ok(lanes.size > 1, 'forty processes in one lane');
    return [...lanes.values()].flat();
  };
  const early = keysAt(NOW);
  const late = keysAt(NOW + 1);
  assert.equal(new Set([...early, ...late]).size, early.length + late.length);
  assert.ok(Math.max(...early) < Math.min(...late));
});

test('every number from zero on is some key’s, and a time before 2025 has the first key', () => {
  const ids = createIds(SECRET);
  const key = ids.keyOf({ by: 'number', number: 0 });
  assert.ok(key !== null && Number.isSafeInteger(key) && key >= 0, String(key));
  const first = Date.UTC(2025, 0, 1);
  for (const [ms, expected] of [
    [0, 0],
    [first - 1, 0],
    [first, 0],
    [first + 0.9, 0],
    [first + 1, 4096],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ] as const) {
    assert.equal(ids.firstKeyAt(ms), expected, String(ms));
  }
});

/** Counts what is worked out instead of being remembered. */
function countedPermutation() {
  let worked = 0;
  const permutation = rememberLatest({
    forward: (key) => key + 1,
    backward: (number) => {
      worked += 1;
      return number - 1;
    },
  });
  return {
    permutation,
    worksOut: (number: number): boolean => {
      const before = worked;
      assert.equal(permutation.backward(number), number - 1);
      return worked > before;
    },
  };
}

test('the last numbers are remembered: twenty thousand, and no more than twice', () => {
  const { permutation, worksOut } = countedPermutation();
  for (let key = 0; key < 20_000; key += 1) permutation.forward(key);
  assert.ok(!worksOut(1), 'the first of twenty thousand');
  assert.ok(worksOut(50_000), 'one that was never made');
  assert.ok(!worksOut(50_000), 'one that was looked up');
  assert.ok(!worksOut(20_000), 'of the twenty thousand before');
  for (let key = 60_000; key < 79_999; key += 1) permutation.forward(key);
  assert.ok(!worksOut(1), 'twenty thousand newer ones');
  assert.ok(!worksOut(50_000));
  permutation.forward(90_000);
  assert.ok(worksOut(1), 'one newer than those');
  assert.ok(!worksOut(50_000), 'the newer ones stay');
});

test('a token with a character that none has is no name', () => {
  const ids = createIds(new Uint8Array(16).fill(1), 0);
  const { token } = ids.next(Date.now());
  const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
  for (const wrong of [...ascii.filter((each) => !/[0-9A-Za-z]/.test(each)), 'é', '٣']) {
    for (let at = 0; at < 9; at += 1) {
      const text = token.slice(0, at) + wrong + token.slice(at + 1);
      assert.equal(ids.keyOf({ by: 'token', token: text }), null, text);
    }
  }
});
