// A PgBouncer for tests, in transaction mode: every transaction may get another connection.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, makeOwnedFolder, owner } from './postgres.ts';

const FOLDERS = ['/usr/sbin', ...(process.env['PATH'] ?? '').split(path.delimiter)];
const program = FOLDERS.map((folder) => path.join(folder, 'pgbouncer')).find(existsSync);

/** Why tests that need PgBouncer are skipped; undefined when they are not. */
export const withoutPgbouncer: string | undefined =
  program === undefined ? 'no PgBouncer on this machine' : undefined;

export type Pgbouncer = {
  readonly url: (database: string) => string;
  readonly stop: () => Promise<void>;
};

/** In front of the server on `port`; fewer connections to it than we open, so that we share. */
export async function startPgbouncer(port: number): Promise<Pgbouncer> {
  const folder = makeOwnedFolder();
  const own = await freePort();
  const file = path.join(folder, 'pgbouncer.ini');
  const settings = [
    '[databases]',
    `* = host=127.0.0.1 port=${port} user=postgres`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${own}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 3',
  ];
  writeFileSync(file, `${settings.join('\n')}\n`);
  const child = spawn(program ?? '', ['-q', file], { ...owner, cwd: folder, stdio: 'ignore' });
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  for (let tries = 0; !(await answers(own)); tries += 1) {
    if (tries > 200 || child.exitCode !== null) throw new Error('PgBouncer does not start');
    await wait(25);
  }
  return {
    url: (database) => `postgres://postgres@127.0.0.1:${own}/${database}`,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
