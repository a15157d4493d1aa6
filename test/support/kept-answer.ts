// What a server of the first version answered, beside what today's answers to the same request.
import assert from 'node:assert/strict';
import type { Answered } from './server.ts';

/** A request, and what the server that made the fixture answered to it. */
export type Kept = {
  readonly name: string;
  /** Method and path. */
  readonly request: string;
  readonly proof?: 'first' | 'second' | 'bearer' | 'cashfree';
  readonly version?: string;
  /** Of an idempotent request that was answered then. */
  readonly key?: string;
  readonly json?: string;
  readonly form?: string;
  readonly status: number;
  /** Every byte of the body. */
  readonly text: string;
  /** Fields that tell when they were asked for, not what is kept. */
  readonly timed?: readonly string[];
};

/** Each of them was different in two readings of one database; nothing else was. */
const TIMED = ['ppc_TransactionCompletionDateTime', 'ppc_DIA_SECRET', 'request_id'];

/** The body without what tells the time of the asking. */
function timeless(text: string, timed: readonly string[]): string {
  return timed.reduce((rest, name) => rest.replace(new RegExp(`"${name}":"[^"]*"`), name), text);
}

/** An answer of today as it would have been then. */
export function spellAgain(answered: Answered, { timed = [] }: Kept): string {
  return spell(answered, timed)
    .replace(LATER_CODE, '"link_qrcode":null')
    .replace(LATER_CAPTURE, '');
}

/** An answer in one line: status, the headers that belong to what is kept, and the body. */
function spell({ status, headers, text }: Answered, timed: readonly string[]): string {
  const told = ['content-type', 'x-api-version', 'x-idempotency-replayed'].map((name) =>
    headers.get(name),
  );
  return [status, ...told, timeless(text, timed)].join(' ');
}

/** What settings that came later are in these accounts, behind those of then. */
const LATER_SETTINGS =
  ',"unsigned_refund_addresses":["0.0.0.0/0","::/0"],"v1_hashes":true,"strict":false,' +
  '"name":"Sandbox shop","picture":null}';

/** A sentence that was mended since; saved answers and sent webhooks keep theirs. */
const LATER_SENTENCE = [
  "Your payment didn't go through",
  'Your payment did not go through',
] as const;

/** Links had no code to be scanned. */
const LATER_CODE = /"link_qrcode":"data:image\/png;base64,[^"]+"/;

/** A capture of everything was not told of apart, as Pine Labs' documents do (pinelabs.md §2.8). */
const LATER_CAPTURE = /"capture_data":\[\{"capture_amount":\{"value":50000,"currency":"INR"\}\}\],/;

export function spellKept({ request, status, text: then, version, key, timed = [] }: Kept): string {
  const isSettings = request.endsWith(' /account/settings');
  const settled = isSettings ? then.replace(/\}$/, LATER_SETTINGS) : then;
  const isSaved = key !== undefined || request.includes(' /account/');
  const text = isSaved ? settled : settled.replaceAll(...LATER_SENTENCE);
  assert.ok(timed.every((name) => TIMED.includes(name)));
  const told = ['application/json; charset=utf-8', version, key === undefined ? null : 'true'];
  return [status, ...told, timeless(text, timed)].join(' ');
}
