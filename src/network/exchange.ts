// One request and its reply on one connection, told as a value whatever the other side does.
import type { Dispatcher } from 'undici';
import { type Reason, Unreachable } from './connect.ts';

export type Sent =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Read as UTF-8; what is not UTF-8, and NUL, which databases refuse, become U+FFFD. */
      readonly body: string;
      /** There was more than the bytes that were read. */
      readonly isCut: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly reason: Reason;
      /** One short sentence that a merchant may read. */
      readonly detail: string;
    };

/** Counts the requests that its present connection has carried. */
export type Carrier = { requests: number };

const OVER = new Error('The exchange is over.');

export class Exchange implements Dispatcher.DispatchHandler {
  readonly sent: Promise<Sent>;
  /** Set by the connection that takes this exchange. */
  carrier: Carrier | null = null;
  /** The connection had been used before and was closed before any byte of a reply came. */
  isStale = false;

  readonly #bytesMax: number;
  readonly #tell: (sent: Sent) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #bytes = 0;
  #status = 0;
  #isReused = false;
  #isAnswering = false;
  #isOver = false;

  constructor(bytesMax: number) {
    const { promise, resolve } = Promise.withResolvers<Sent>();
    this.sent = promise;
    this.#tell = resolve;
    this.#bytesMax = bytesMax;
  }

  /** Ends the exchange now, wherever it is; one that has ended stays as it is. */
  fail(reason: Reason, detail: string): void {
    this.#end({ kind: 'failed', reason, detail });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // It may have waited for a connection until its time was over: then nothing is sent.
    if (this.#isOver) {
      controller.abort(OVER);
      return;
    }
    this.#controller = controller;
    if (this.carrier === null) return;
    this.#isReused = this.carrier.requests > 0;
    this.carrier.requests += 1;
  }

  onResponseStarted(): void {
    this.#isAnswering = true;
  }

  /** Also called for each 1xx; the last call has the status that counts. */
  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.#bytesMax - this.#bytes;
    // A copy: the part would keep undici's whole buffer.
    this.#chunks.push(Buffer.from(chunk.subarray(0, room)));
    this.#bytes += Math.min(room, chunk.length);
    if (chunk.length > room) this.#answer(true);
  }

  onResponseEnd(): void {
    this.#answer(false);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#isOver) return;
    if (error instanceof Unreachable) {
      this.fail(error.reason, error.message);
      return;
    }
    const code = 'code' in error ? String(error.code) : '';
    const isClosed = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(code);
    this.isStale = isClosed && this.#isReused && !this.#isAnswering;
    if (isClosed) this.fail('broken_reply', closedDetail(this.#isAnswering));
    else this.fail('broken_reply', brokenDetail(code));
  }

  #answer(isCut: boolean): void {
    // `stream` leaves out a character that the cut went through.
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const text = decoder.decode(Buffer.concat(this.#chunks), { stream: isCut });
    const body = text.replaceAll('\0', '\ufffd');
    this.#end({ kind: 'answered', status: this.#status, body, isCut });
  }

  #end(sent: Sent): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#tell(sent);
    // Ends the connection when the reply is not at its end, and is nothing when it is.
    if (sent.kind === 'failed' || sent.isCut) this.#controller?.abort(OVER);
  }
}

function closedDetail(isAnswering: boolean): string {
  return isAnswering ? 'The reply broke off.' : 'The connection was closed before a reply came.';
}

function brokenDetail(code: string): string {
  return code === 'UND_ERR_HEADERS_OVERFLOW'
    ? 'The headers of the reply are too long.'
    : 'The reply is not proper HTTP.';
}
