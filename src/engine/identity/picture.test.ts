// An account's picture: kept as databases have it, given back, replaced and removed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRig } from '../../../test/support/engine.ts';
import { findPicture, savePicture } from './picture.ts';

// The digests are those of sha256sum.
const CHAI = {
  picture: { type: 'image/png', bytes: Buffer.from('chai') },
  kept: 'image/png;Y2hhaQ==',
  sha256: 'ca9cfcfa498aa21bd1c28fd0a3396fd6ddf4d97403d0b7f0ee88ea6b87ee3223',
} as const;
const SAMOSA = {
  picture: { type: 'image/jpeg', bytes: Buffer.from('samosa') },
  kept: 'image/jpeg;c2Ftb3Nh',
  sha256: '4c8feec6c11bf23d8140d72ac359867fc05627151676eb6929a6afb353b7e41e',
} as const;

test('a picture is kept by its account, until another takes its place or none', async () => {
  const { store } = await openRig();
  assert.equal(await findPicture(store, 7), null, 'before there was one');
  for (const { picture, kept, sha256 } of [CHAI, SAMOSA]) {
    assert.deepEqual(await savePicture(store, 7, picture), { type: picture.type, sha256 });
    assert.equal(await store.findSetting('picture_7'), kept);
    assert.deepEqual(await findPicture(store, 7), picture);
    assert.equal(await findPicture(store, 8), null, 'another account has none');
  }
  assert.equal(await savePicture(store, 7, null), null);
  assert.equal(await store.findSetting('picture_7'), '', 'nothing of it stays');
  assert.equal(await findPicture(store, 7), null);
  await store.close();
});
