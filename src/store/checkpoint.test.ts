// When the write-ahead log is carried over: in pauses, and under load before it is too old.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAt } from './checkpoint.ts';

function open() {
  let changes = 0;
  let isBroken = false;
  let isWhole = true;
  const done: number[] = [];
  let now = 0;
  const look = checkAt(
    () => changes,
    () => {
      if (isBroken) throw new Error('disk I/O error');
      done.push(now);
      return isWhole;
    },
  );
  const looks = (ms: number, changing: boolean): void => {
    for (const end = now + ms; now < end; ) {
      now += 250;
      if (changing) changes += 1;
      look(now);
    }
  };
  const setBroken = (broken: boolean): void => {
    isBroken = broken;
  };
  const setWhole = (whole: boolean): void => {
    isWhole = whole;
  };
  return { done, looks, setBroken, setWhole };
}

test('what was there at the start is carried over once; then nothing is done', () => {
  const { done, looks } = open();
  looks(60_000, false);
  assert.deepEqual(done, [750]);
});

test('a pause is used, once', () => {
  const { done, looks } = open();
  looks(2000, true);
  assert.deepEqual(done, [], 'not while changes come');
  looks(10_000, false);
  assert.deepEqual(done, [2500]);
});

test('without a pause it is done before it is too old, and no more often', () => {
  const { done, looks } = open();
  looks(13_000, true);
  assert.deepEqual(done, [4250, 8500, 12_750]);
});

test('one that failed is tried again', () => {
  const { done, looks, setBroken } = open();
  setBroken(true);
  assert.throws(() => looks(1000, false), /disk/);
  setBroken(false);
  looks(10_000, false);
  assert.equal(done.length, 1);
});

test('what a reader elsewhere held back is carried over later, without a change', () => {
  const { done, looks, setWhole } = open();
  setWhole(false);
  looks(2000, false);
  assert.ok(done.length >= 2, `${done.length}`);
  setWhole(true);
  looks(1000, false);
  const count = done.length;
  looks(60_000, false);
  assert.equal(done.length, count);
});
