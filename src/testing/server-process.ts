// A server of ours as a child process of whoever tests with it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PROGRAM } from './program.ts';

const NODE_MIN = 24;
const FLAGS = ['--disable-warning=ExperimentalWarning'];
// The server ends when this process does, however that ends: its standard input is closed then.
const ENDS_WITH_US = `data:text/javascript,${encodeURIComponent(
  'process.stdin.on("close", () => process.kill(process.pid, "SIGTERM")).resume();',
)}`;
/** Of what it says on standard error, so much is repeated when it does not start. */
const SAID_MAX = 4000;

export type ServerProcess = {
  readonly url: string;
  readonly key: string;
  readonly aliases: { readonly clientId: string; readonly merchantId: string };
  /** Resolves once it is gone; it has 20 seconds to finish what it is doing. */
  readonly end: () => Promise<void>;
};

/**
 * Resolves once it serves. Rejects when it cannot, with what it said, or when that takes longer
 * than `readyMs`.
 */
export async function startProcess(
  settings: Readonly<Record<string, string>>,
  readyMs: number,
): Promise<ServerProcess> {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) < NODE_MIN) {
    throw new Error(`dubash needs Node ${NODE_MIN} or later; this is ${node}`);
  }
  const args = [...FLAGS, '--import', ENDS_WITH_US, PROGRAM, 'start', '--json'];
  const child = spawn(process.execPath, args, { env: { ...settings }, stdio: 'pipe' });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_MAX);
  });
  const line = await firstLine(child, readyMs);
  if (line === null) {
    child.kill('SIGKILL');
    throw new Error(`dubash did not start within ${readyMs} ms:\n${said}`);
  }
  const { url, key, aliases } = JSON.parse(line) as Omit<ServerProcess, 'end'>;
  letGo(child);
  return { url, key, aliases, end: () => end(child) };
}

/** Null: it ended without one, or took too long. */
async function firstLine(child: ChildProcess, readyMs: number): Promise<string | null> {
  const { stdout } = child;
  if (stdout === null) return null;
  const lines = createInterface({ input: stdout });
  const signal = AbortSignal.timeout(readyMs);
  try {
    const line = once(lines, 'line', { signal }).then(([text]) => String(text));
    return await Promise.race([line, once(child, 'exit', { signal }).then(() => null)]);
  } catch {
    return null;
  } finally {
    lines.close();
    stdout.resume();
  }
}

/** A test that forgets to stop it can end all the same. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) {
    if (stream && 'unref' in stream) (stream as { unref: () => void }).unref();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
