// The drill over two servers: a backup, money given back after it, kill, restore, and the merchant
// asks for the same refund again. The oracle is the database of the second server.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { backUp } from '../../src/cli/backup.ts';
import { restoreDatabase } from '../../src/cli/restore.ts';
import { readConfig } from '../../src/config.ts';
import type { Account } from '../../src/core/account.ts';
import {
  admin,
  beginAt,
  type Chain,
  comeBack,
  findFar,
  findOrder,
  openChain,
  payFar,
  PROCESSORS,
  until,
} from '../support/chain.ts';
import { databases } from '../support/database.ts';
import { expectOutcome } from '../support/engine.ts';
import { startServer, type TestServer } from '../support/server.ts';

const PART = 1000;

async function refund({ app }: TestServer, account: Account, token: string): Promise<void> {
  const target = { payment: [{ by: 'token', token }] } as const;
  const asked = { amount: { minor: PART }, note: null, notes: {}, wire: {} } as const;
  const command = { kind: 'createRefund', dialect: 'razorpay', reference: 'R1' } as const;
  expectOutcome(await app.parts.engine.execute(account, { ...command, target, ...asked }));
}

async function givenFar(chain: Chain, name: string): Promise<number> {
  const far = await findFar(chain, name);
  return far?.aggregate.payments.reduce((sum, each) => sum + each.refundedMinor, 0) ?? 0;
}

for (const processor of PROCESSORS) {
  suite(`restored, carried by ${processor}`, () => {
    test('what went back in the lost time goes back once', {
      skip: databases.isRemote ? 'the backup is of a file' : false,
    }, async (context) => {
      const folder = fs.mkdtempSync(path.join(tmpdir(), 'dubash-restored-'));
      const first = path.join(folder, 'first');
      const second = path.join(folder, 'second');
      const chain = await openChain(processor, { near: { DATA_DIR: first } });
      context.after(async () => {
        await chain.front.stop();
        await chain.far.stop();
        fs.rmSync(folder, { recursive: true, force: true });
      });
      const { page, payment } = await beginAt(chain, 'RS_1');
      await payFar(chain, payment.id.token);
      await comeBack(page);
      const isPaid = async () => (await findOrder(chain, 'RS_1')).aggregate.order.status;
      assert.equal(await until(isPaid, 'paid'), 'paid');
      const saved = backUp(readConfig({ DATA_DIR: first }), path.join(folder, 'backup'));
      assert.equal(saved.code, 0, saved.lines.join());
      const account = await chain.account();
      const paid = (await findOrder(chain, 'RS_1')).aggregate.payments[0] ?? assert.fail();
      await refund(chain.near, account, paid.id.token);
      const given = () => givenFar(chain, payment.id.token);
      assert.equal(await until(given, PART), PART);
      await chain.near.app.close();

      const config = readConfig({ DATA_DIR: second });
      const back = restoreDatabase(config, path.join(folder, 'backup'), false, Date.now());
      assert.equal(back.code, 0, back.lines.join());
      fs.copyFileSync(path.join(first, 'master.key'), path.join(second, 'master.key'));
      const again = await startServer({ DATA_DIR: second }, null);
      context.after(again.stop);
      const known = await again.app.parts.accounts.findFresh(account.key);
      await refund(again, known?.account ?? assert.fail(), paid.id.token);
      const reviews = async () => {
        const { reviews: open } = await admin(again, 'GET', '/reviews', undefined);
        return (open as readonly Readonly<Record<string, unknown>>[])
          .map(({ reason }) => reason)
          .join();
      };
      assert.equal(await until(reviews, 'restored'), 'restored');
      assert.equal(await given(), PART, 'it was given back a second time');
    });
  });
}
