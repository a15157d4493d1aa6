// One transaction as `verify_payment` tells it. Source: payu.md §1.4, §1.5, §P.11.
import type { Attempt, Found, Refused, Unknown, WireReply } from '../../processor.ts';
import { readIndianTime } from '../time.ts';
import { readDecline } from './decline.ts';
import {
  amountAt,
  briefly,
  CURRENCY,
  type Entity,
  entityAt,
  idAt,
  readReply,
  unreadable,
  wordAt,
} from './reply.ts';
import { EXPIRED, type Fate, readFate, readInstrument, REVERSED } from './words.ts';

/** A hold lasts up to seven days (payu.md §1.11). */
const HOLD_MS = 7 * 86_400_000;

/**
 * How long after a failed attempt somebody may still be at PayU's page or send its form again. No
 * document says so; its pages expire without input (E408, E1602, E1610). Inferred (payu.md §P.13).
 */
const LINGER_MS = 3_600_000;

const NOT_FOUND = 'not found';

/** What a reply to `verify_payment` says of `name`; PayU tells of one attempt under a name. */
export function readVerified(
  reply: WireReply,
  name: string,
  now: number,
): Found | Refused | Unknown {
  const entity = readReply(reply);
  if (entity.kind !== 'entity') return entity;
  const list = entityAt(entity, 'transaction_details');
  const details = list === null ? null : entityAt(list, name);
  if (details === null) return unreadable(reply);
  const nothing = unreadable(reply, details);
  const status = wordAt(details, 'status') ?? '';
  const id = wordAt(details, 'mihpayid') ?? '';
  if (status.toLowerCase() === NOT_FOUND && id.toLowerCase() === NOT_FOUND) {
    return { kind: 'found', order: 'absent', attempts: [], refunds: [] };
  }
  // The key of the entry is the name; its field may be left out, but be no other.
  if ((wordAt(details, 'txnid') ?? name) !== name) return nothing;
  const fate = readFate(status, wordAt(details, 'unmappedstatus') ?? '');
  if (fate === null) return nothing;
  const attempts = readAttempts(details, fate);
  if (attempts === null) return nothing;
  return { kind: 'found', order: orderOf(details, fate, now), attempts, refunds: [] };
}

/** A txnid that has succeeded is refused for another payment; until then it may be paid. */
function orderOf(details: Entity, fate: Fate, now: number): Found['order'] {
  if (fate === 'captured' || fate === 'authorized') return 'closed';
  if (fate !== 'failed') return 'open';
  const began = begunAt(details);
  const isOver = began !== null && now > began + LINGER_MS;
  return isOver || wordAt(details, 'error_code') === EXPIRED ? 'closed' : 'open';
}

function begunAt(details: Entity): number | null {
  return readIndianTime(wordAt(details, 'addedon') ?? '');
}

/** Null: it contradicts itself or leaves out what money cannot be believed without. */
function readAttempts(details: Entity, fate: Fate): readonly Attempt[] | null {
  const theirs = idAt(details, 'mihpayid');
  if (fate === 'landed') return [];
  // Nobody has tried: an order that ran out before anybody pressed Pay Now.
  if (theirs === null) return fate === 'failed' && isBlank(details, 'mihpayid') ? [] : null;
  const amountMinor = readAmount(details);
  const isMoney = fate === 'captured' || fate === 'authorized';
  if (isMoney && !amountMinor) return null;
  const charged = amountAt(details, 'net_amount_debit');
  const isOther = isMoney && charged !== null && charged > 0 && charged !== amountMinor;
  const began = fate === 'authorized' ? begunAt(details) : null;
  return [
    {
      theirs,
      state: stateOf(details, fate),
      raw: describe(details, fate),
      amountMinor,
      currency: CURRENCY,
      ...(isOther ? { chargedMinor: charged } : {}),
      instrument: readInstrument(details),
      bankReference: wordAt(details, 'bank_ref_num'),
      decline: fate === 'failed' ? declineOf(details) : null,
      ...(began === null ? {} : { until: began + HOLD_MS }),
    },
  ];
}

function isBlank(details: Entity, name: string): boolean {
  const value = details.fields[name];
  return value === '' || value === null;
}

function stateOf(details: Entity, fate: Exclude<Fate, 'landed'>): Attempt['state'] {
  return fate === 'failed' && wordAt(details, 'error_code') === REVERSED ? 'voided' : fate;
}

function declineOf(details: Entity): Attempt['decline'] {
  const code = wordAt(details, 'error_code') ?? '';
  if (code === REVERSED) return null;
  return readDecline(wordAt(details, 'unmappedstatus') ?? '', code);
}

/**
 * The order's part. `transaction_amount` is what was asked; `amt` is that with charges and without
 * discounts, so it stands for the other only where there are neither.
 */
function readAmount(details: Entity): number | null {
  const asked = amountAt(details, 'transaction_amount');
  if (asked !== null) return asked;
  if (wordAt(details, 'transaction_amount') !== null) return null;
  const isPlain = ['additional_charges', 'disc'].every((name) => amountAt(details, name) === 0);
  return isPlain ? amountAt(details, 'amt') : null;
}

function describe(details: Entity, fate: Fate): string {
  const words = `${wordAt(details, 'status')}/${wordAt(details, 'unmappedstatus')}`;
  if (fate !== 'failed') return briefly(words);
  const reason = [wordAt(details, 'error_code'), wordAt(details, 'field9')];
  return briefly([words, ...reason.filter((each) => each !== null)].join(' '));
}
