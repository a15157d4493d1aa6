// What a merchant's server would be told: webhooks arrive here and are waited for.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ReceivedWebhook = {
  readonly headers: IncomingHttpHeaders;
  /** As it came; signatures are over these bytes. */
  readonly raw: string;
  /** What JSON or a form says; null: it is neither. */
  readonly body: unknown;
};

export type Receiver = {
  /** Where it listens. */
  readonly url: string;
  /** All that came so far, oldest first. */
  readonly received: readonly ReceivedWebhook[];
  /**
   * The first that fits and was not handed out before; all fit unless `fits` says otherwise.
   * Rejects after `timeoutMs`.
   */
  readonly wait: (
    fits?: (webhook: ReceivedWebhook) => boolean,
    timeoutMs?: number,
  ) => Promise<ReceivedWebhook>;
  readonly close: () => Promise<void>;
};

const WAIT_MS = 10_000;

export async function openReceiver(): Promise<Receiver> {
  const received: ReceivedWebhook[] = [];
  const handedOut = new Set<ReceivedWebhook>();
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString('utf8');
    received.push({ headers: request.headers, raw, body: readBody(raw) });
    response.writeHead(200, { 'content-type': 'text/plain' }).end('OK');
    for (const look of [...waiting]) look();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const { port } = server.address() as AddressInfo;
  const wait: Receiver['wait'] = (fits = () => true, timeoutMs = WAIT_MS) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = received.find((each) => !handedOut.has(each) && fits(each));
        if (found === undefined) return;
        handedOut.add(found);
        leave();
        resolve(found);
      };
      const timer = setTimeout(() => {
        leave();
        const others = `${received.length} came in all`;
        reject(new Error(`no such webhook within ${timeoutMs} ms; ${others}`));
      }, timeoutMs);
      const leave = (): void => {
        clearTimeout(timer);
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/`, received, wait, close };
}

function readBody(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    const fields = Object.fromEntries(new URLSearchParams(raw));
    return Object.keys(fields).length > 0 ? fields : null;
  }
}
