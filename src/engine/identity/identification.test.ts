// A name that documents print stands for the account that the first start made, in a sandbox alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CREDENTIALS } from '../../../test/support/call.ts';
import { openRig } from '../../../test/support/engine.ts';
import { createPageTokens } from './page-token.ts';
import { FIRST_ACCOUNT, findAccountBy } from './identification.ts';

for (const mode of ['sandbox', 'live'] as const) {
  test(`the name of an example, where the first account is a ${mode} one`, async () => {
    const rig = await openRig({ account: { mode } });
    const parts = { ...rig, pages: createPageTokens(rig.vault) };
    const asked = { key: 'EXAMPLE', proof: null, isSample: true } as const;
    assert.equal(await findAccountBy(parts, asked, false), null, 'no first start is known');
    await rig.store.putSetting(FIRST_ACCOUNT, CREDENTIALS.key);
    const meant = await findAccountBy(parts, asked, false);
    assert.equal(meant?.account.key, mode === 'sandbox' ? CREDENTIALS.key : undefined);
    const { isSample, ...plain } = asked;
    assert.equal(await findAccountBy(parts, plain, false), null);
    assert.equal(isSample, true);
    await rig.store.close();
  });
}
