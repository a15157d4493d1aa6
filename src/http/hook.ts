// Takes the webhooks of processors: one is a reason to ask, and nothing else.
import { hash } from 'node:crypto';
import { TOKEN_PATTERN } from '../core/id.ts';
import type { Payment } from '../core/payment.ts';
import type { Accounts } from '../engine/identity/account.ts';
import type { Connections } from '../engine/identity/connection.ts';
import type { HookTokens } from '../engine/identity/hook-token.ts';
import type { Log } from '../engine/log.ts';
import type { Instructions } from '../engine/processing/instruct.ts';
import type { Transcribe } from '../engine/processing/transcript.ts';
import type { Connection, HookRequest, Located, Processor } from '../gateways/processor.ts';
import type { OnError } from '../guard.ts';
import type { IncomingRequest } from './request.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import type { Mounted } from './server.ts';

export type HookParts = {
  readonly accounts: Accounts;
  readonly connections: Pick<Connections, 'find'>;
  readonly hooks: HookTokens;
  readonly processors: ReadonlyMap<string, Processor>;
  readonly instructions: Instructions;
  /** Hears what came: an event once that was signed, and of what nobody signed a little. */
  readonly transcribe: Transcribe;
  /** The real time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  readonly onError: OnError;
};

const PATH = /^\/hooks\/([\w-]{1,80})$/;

/**
 * `POST /hooks/{name}`, and GET where the processor uses it: 404 for a name that we never made, 401
 * for what is not signed by the connection's secret though its processor signs such, else 200,
 * before anybody was asked: processors wait for seconds. That it came is kept by then: they tell
 * nothing again.
 */
export function createHooks(parts: HookParts): Mounted {
  return (incoming) => {
    const match = PATH.exec(incoming.path);
    return match === null ? null : take(parts, incoming, match[1] ?? '');
  };
}

async function take(parts: HookParts, incoming: IncomingRequest, name: string): Promise<WireReply> {
  const { accounts, connections, hooks, processors, instructions, now, log } = parts;
  const named = hooks.read(name);
  if (named === null) return say(404, 'no such address');
  const connection = await connections.find(named.account, named.id);
  const known = await accounts.findById(named.account);
  const processor = connection === null ? undefined : processors.get(connection.processor);
  const { method } = incoming;
  const isTaken = method === 'POST' || (method === 'GET' && processor?.webhook.usesGet === true);
  if (!isTaken) return { ...say(405, 'use POST'), headers: ALLOW };
  if (connection === null || known === null || processor === undefined) {
    return say(404, 'no such address');
  }
  const { webhook } = processor;
  const body = Buffer.from(incoming.bytes).toString('utf8');
  const request: HookRequest = { headers: incoming.headers, body, query: incoming.query };
  const isSigned = webhook.verify(request, connection, now());
  const tell = (status: number, event: string | null, payment: Payment | null): void =>
    transcribeHook(parts, connection, { ...request, method }, { status, event, payment });
  if (!isSigned && webhook.isUnsigned?.(request) !== true) {
    const about = { processor: connection.processor, ...connection.shownAs };
    log.warn(about, 'a webhook that its connection did not sign');
    tell(401, null, null);
    return say(401, 'not signed by this connection');
  }
  const located = webhook.locate(request);
  const ours = located?.name ?? '';
  const hint = isSigned ? 'signed' : 'unsigned';
  const payment = TOKEN_PATTERN.test(ours)
    ? await instructions.hintByName(known.account, connection.id, ours, hint)
    : null;
  tell(200, isSigned ? eventOf(located, request) : null, payment);
  const receipt = isSigned ? (webhook.receipt?.(request) ?? null) : null;
  return receipt === null ? say(200, 'taken') : { ...say(200, ''), body: receipt };
}

/**
 * What nobody signed must not stand for the true event, and the name of one is not always signed:
 * what was is part of it.
 */
function eventOf(located: Located | null, { body }: HookRequest): string | null {
  return located === null ? null : `${located.event} ${hash('sha256', body).slice(0, 16)}`;
}

function transcribeHook(
  { transcribe, now }: HookParts,
  connection: Connection,
  { method, headers, body, query = {} }: HookRequest & { readonly method: string },
  {
    status,
    event,
    payment,
  }: { readonly status: number; readonly event: string | null; readonly payment: Payment | null },
): void {
  // What a GET says stands in its address: kept as a form is, whose fields are hidden by name.
  const said = method === 'GET' ? new URLSearchParams(query).toString() : body;
  const request = { method, url: '/hooks/…', headers, body: said };
  const about = { orderKey: payment?.orderKey ?? null, paymentKey: payment?.id.key ?? null };
  const course = { at: now(), durationMs: 0, status, reply: null, error: null, event };
  const told = { ...about, ...course, connection, request, customer: payment?.customer ?? {} };
  transcribe({ ...told, direction: 'in', operation: 'webhook' });
}

const PLAIN = Object.freeze({ 'content-type': 'text/plain; charset=utf-8' });
const ALLOW = Object.freeze({ ...PLAIN, allow: 'POST' });

function say(status: number, text: string): WireReply {
  return { status, headers: PLAIN, body: `${text}\n` };
}
