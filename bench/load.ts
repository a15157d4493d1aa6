// The load: raw keep-alive connections that send prepared requests, in a closed or an open loop.
import { connect, type Socket } from 'node:net';

/** One request as bytes, and what its answer must hold. */
export type Shot = { readonly bytes: Buffer; readonly expects?: string };

export type Answer = { readonly status: number; readonly body: string };

export type Reading = {
  readonly done: number;
  readonly wrong: number;
  /** The first answer that was wrong, to be shown. */
  readonly firstWrong: string | null;
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
};

const CHUNKED = Number.POSITIVE_INFINITY;

type Line = { readonly send: (shot: Shot) => Promise<Answer>; readonly close: () => void };

/** A connection with one request at a time. */
function openLine(port: number): Promise<Line> {
  const { promise, resolve, reject } = Promise.withResolvers<Line>();
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let waiting: ((answer: Answer) => void) | null = null;
  let broken: ((error: Error) => void) | null = null;
  let head = '';
  let parts: Buffer[] = [];
  let missing = -1;

  const finish = (): void => {
    const body = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
    const answer = { status: Number(head.slice(9, 12)), body: body.toString() };
    head = '';
    parts = [];
    missing = -1;
    const done = waiting;
    waiting = null;
    done?.(answer);
  };
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    if (missing < 0) {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end));
      // An answer in chunks, as some peers send: its last one is empty.
      missing = length === null ? CHUNKED : Number(length[1]);
      rest = Buffer.from(head.slice(end + 4), 'latin1');
      head = head.slice(0, end);
    }
    parts.push(rest);
    if (missing === CHUNKED) {
      if (rest.subarray(-5).toString('latin1') === '0\r\n\r\n') finish();
      return;
    }
    missing -= rest.length;
    if (missing <= 0) finish();
  });
  socket.on('connect', () => {
    resolve({
      send: ({ bytes }) =>
        new Promise((answered, failed) => {
          waiting = answered;
          broken = failed;
          socket.write(bytes);
        }),
      close: () => socket.destroy(),
    });
  });
  socket.on('error', (error) => {
    reject(error);
    broken?.(error);
  });
  socket.on('close', () => broken?.(new Error('the server closed the connection')));
  return promise;
}

/** Closed loop: each connection sends its next request when it has its answer. */
export async function closedLoop(
  port: number,
  connections: number,
  seconds: number,
  next: () => Shot | null,
  heard: (answer: Answer) => void = () => undefined,
): Promise<Reading> {
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(port)));
  const tally = createTally(heard);
  const start = performance.now();
  const end = start + seconds * 1000;
  await Promise.all(
    lines.map(async (line) => {
      for (;;) {
        const shot = performance.now() < end ? next() : null;
        if (shot === null) return;
        const before = performance.now();
        tally.note(shot, await line.send(shot), performance.now() - before);
      }
    }),
  );
  for (const line of lines) line.close();
  return tally.read((performance.now() - start) / 1000);
}

/**
 * Open loop: requests begin at a fixed rate, whatever became of those before; a latency counts from
 * when the request should have begun, so that a server which stalls cannot hide it.
 */
export async function openLoop(
  port: number,
  perSecond: number,
  seconds: number,
  next: () => Shot | null,
  heard: (answer: Answer) => void = () => undefined,
): Promise<Reading> {
  const lines = await Promise.all(Array.from({ length: 128 }, () => openLine(port)));
  const free = [...lines];
  const late: { readonly shot: Shot; readonly due: number }[] = [];
  const tally = createTally(heard);
  const under: Promise<void>[] = [];
  const begin = async (line: Line, shot: Shot, due: number): Promise<void> => {
    tally.note(shot, await line.send(shot), performance.now() - due);
    const waiting = late.shift();
    if (waiting === undefined) free.push(line);
    else await begin(line, waiting.shot, waiting.due);
  };
  const start = performance.now();
  const total = perSecond * seconds;
  for (let sent = 0; sent < total; ) {
    const due = start + (sent * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      continue;
    }
    const shot = next();
    if (shot === null) break;
    const line = free.pop();
    if (line === undefined) late.push({ shot, due });
    else under.push(begin(line, shot, due));
    sent += 1;
  }
  await Promise.all(under);
  for (const line of lines) line.close();
  return tally.read((performance.now() - start) / 1000);
}

function createTally(heard: (answer: Answer) => void) {
  const latencies: number[] = [];
  let wrong = 0;
  let firstWrong: string | null = null;
  return {
    note: ({ expects }: Shot, answer: Answer, ms: number): void => {
      latencies.push(ms);
      const good =
        answer.status === 200 && (expects === undefined || answer.body.includes(expects));
      if (good) {
        heard(answer);
        return;
      }
      wrong += 1;
      firstWrong ??= `${answer.status} ${answer.body.slice(0, 200)}`;
    },
    read: (seconds: number): Reading => {
      const sorted = latencies.toSorted((one, other) => one - other);
      const at = (part: number): number =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
      const done = sorted.length - wrong;
      const times = { p50: at(0.5), p99: at(0.99), max: at(1) };
      return { done, wrong, firstWrong, seconds, perSecond: done / seconds, ...times };
    },
  };
}

/** An HTTP/1.1 request as bytes. */
export function shotOf(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | null,
  expects?: string,
): Shot {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = body === null ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
  const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}${length}\r\n`;
  const bytes = Buffer.from(head + (body ?? ''));
  return expects === undefined ? { bytes } : { bytes, expects };
}
