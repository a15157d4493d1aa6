// What Worldline tells from server to server: v1, a GET with the message of the way back, and v2, a
// form. Neither seals what it says of money: it is a reason to ask.
// Source: docs/gateways/worldline.md §3.2, §3.4, §P.4.
import { sameText, sha256Hex } from '../../kit/proof.ts';
import type { HookRequest, Processor } from '../../processor.ts';
import { messageHash } from '../message.ts';

export const webhook: Processor['webhook'] = Object.freeze<Processor['webhook']>({
  usesGet: true,
  locate: (request) => {
    const told = readTold(request);
    if (told === null || told.reference === '') return null;
    const { reference: name, identifier, signed } = told;
    const attempt = /^[1-9]\d{0,29}$/.test(identifier) ? identifier : null;
    return { event: sha256Hex(signed.join('|')), name, theirOrder: null, attempt };
  },
  verify: (request, { credentials }) => {
    const told = readTold(request);
    if (told === null) return false;
    const { hash, merchant, signed } = told;
    return credentials.some(({ merchant_code: code = '', salt = '' }) => {
      if (salt === '' || (merchant !== null && merchant !== code)) return false;
      return sameText(hash, messageHash(signed, salt));
    });
  },
  /** Without it a call is made again: `|1` says that it was taken, as `|0` does (§3.4). */
  receipt: (request) => {
    const told = readTold(request);
    return told?.merchant === null ? `${told.reference}|${told.identifier}|1` : null;
  },
});

type Told = {
  readonly reference: string;
  readonly identifier: string;
  /** Null: v1, which does not name it. */
  readonly merchant: string | null;
  readonly signed: readonly string[];
  readonly hash: string;
};

function readTold({ query = {}, body }: HookRequest): Told | null {
  const form = new URLSearchParams(body);
  const message = query['msg'] ?? form.get('msg');
  return message === null ? readForm(form) : readMessage(message);
}

const PARTS_MIN = 16;

/** The hash is the last part: declined cards have one more before it (§3.2). */
function readMessage(message: string): Told | null {
  const parts = message.split('|');
  if (parts.length < PARTS_MIN) return null;
  const signed = parts.slice(0, -1);
  const { 3: reference = '', 5: identifier = '' } = signed;
  return { reference, identifier, merchant: null, signed, hash: lower(parts.at(-1)) };
}

/** What the hash of v2 is over, in order; `statusCode` is not among it. */
const SIGNED = Object.freeze([
  'merchantCode',
  'merchantTransactionIdentifier',
  'amount',
  'transactionIdentifier',
  'dateTime',
  'merchantTransactionRequestType',
]);

function readForm(form: URLSearchParams): Told | null {
  if (!form.has('hash') || !SIGNED.every((name) => form.has(name))) return null;
  const signed = SIGNED.map((name) => form.get(name) ?? '');
  const { 0: merchant = '', 1: reference = '', 3: identifier = '' } = signed;
  return { reference, identifier, merchant, signed, hash: lower(form.get('hash')) };
}

function lower(text: string | null | undefined): string {
  return (text ?? '').toLowerCase();
}
