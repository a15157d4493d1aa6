// Gives back what was captured, under a token of ours. PayU queues it; what became of it is asked
// by the number of the transaction. Source: payu.md §1.5, §P.5, §P.10.
import { formatDecimal } from '../../../core/money.ts';
import type {
  Exchange,
  RefundAsk,
  Refunded,
  Refused,
  Side,
  Unknown,
  WireReply,
} from '../../processor.ts';
import { askActions, readActions } from './action.ts';
import { writeCommand } from './command.ts';
import {
  briefly,
  CURRENCY,
  idAt,
  isPositive,
  messageOf,
  readReply,
  refused,
  unknown,
  unreadable,
  wordAt,
} from './reply.ts';

type Result = Refunded | Refused | Unknown;

export const refund: Exchange<RefundAsk, Result> = Object.freeze({
  request: ({ attempt, refundName, refund: { amountMinor, currency } }, side) => {
    if (attempt === null) return refused('input', 'never', 'no transaction that paid is known');
    if (currency !== CURRENCY) return refused('input', 'never', `not ${CURRENCY}`);
    const amount = formatDecimal(amountMinor, CURRENCY);
    return writeCommand(side, 'cancel_refund_transaction', {
      var1: attempt,
      var2: refundName,
      var3: amount,
    });
  },
  read: (reply, ask, side, step, earlier) => {
    const verdict = judge(earlier[0] ?? reply, ask);
    if (verdict !== 'exists' && verdict !== 'tomorrow') return verdict;
    if (step === 0) return askAgain(ask, side);
    const found = readRefund(reply, ask);
    const said = readReply(earlier[0] ?? reply);
    const words = said.kind === 'entity' ? messageOf(said) : '';
    if (found.kind !== 'absent') return found.kind === 'refunded' ? found : unknown(found.raw);
    // "Exists", but not of this payment, or not yet on the list: nobody knows.
    return verdict === 'tomorrow' ? refused('limit', 'later', words) : unknown(words);
  },
});

export const inquireRefund: Exchange<RefundAsk, Result> = Object.freeze({
  request: ({ attempt }, side) => {
    if (attempt === null) return refused('input', 'never', 'no transaction that paid is known');
    return askActions(side, attempt);
  },
  read: (reply, ask) => readRefund(reply, ask),
});

function askAgain({ attempt }: RefundAsk, side: Side) {
  return { kind: 'then', request: askActions(side, attempt ?? '') } as const;
}

/** By our token, or by the number that PayU gave it before. */
function readRefund(reply: WireReply, { attempt, refundName, refund: asked }: RefundAsk): Result {
  const actions = readActions(reply, attempt ?? '');
  if (actions.kind !== 'actions') return actions;
  const number = asked.processorReference;
  const found =
    actions.refunds.find(({ ours }) => ours === refundName) ??
    actions.refunds.find(({ theirs }) => number !== null && theirs === number);
  if (found === undefined) return { kind: 'absent', raw: 'no refund of that token' };
  return { kind: 'refunded', refund: found };
}

/** `exists`: ask for it. `tomorrow`: not now, unless it is on the list after all. */
type Verdict = 'exists' | 'tomorrow' | Result;

const QUEUED: ReadonlySet<string> = new Set(['100', '101', '102']);
/** Approvals, tokens and requests that are known, and what is being worked on. */
const EXISTS: ReadonlySet<string> = new Set(
  '103 104 106 108 109 121 122 123 125 126 127 227'.split(' '),
);
/** An overdraft, or captured today: "check tomorrow". */
const TOMORROW: ReadonlySet<string> = new Set(['225', '226']);
const REFUSALS: Readonly<Record<string, readonly [Refused['why'], Refused['again']]>> =
  Object.freeze({
    105: ['input', 'never'],
    110: ['account', 'never'],
    111: ['input', 'never'],
    113: ['account', 'later'],
    115: ['input', 'never'],
    116: ['input', 'never'],
    117: ['input', 'never'],
    119: ['input', 'never'],
    120: ['limit', 'later'],
    124: ['input', 'never'],
    128: ['account', 'never'],
    129: ['input', 'never'],
    // "Same amount within five minutes".
    214: ['limit', 'later'],
    230: ['account', 'never'],
    255: ['input', 'never'],
  });

/** What has no code. Source: the page's failure scenarios. */
const SENTENCES: readonly (readonly [RegExp, 'exists' | 'tomorrow' | Refused['again']])[] = [
  [/token already used or request pending/i, 'exists'],
  [/same amount and same token/i, 'exists'],
  [/^capture is done today/i, 'tomorrow'],
  [/^(token|amount) is empty/i, 'never'],
  [/^transaction not exists/i, 'never'],
];

function judge(reply: WireReply, ask: RefundAsk): Verdict {
  const entity = readReply(reply);
  if (entity.kind !== 'entity') return entity;
  const code = wordAt(entity, 'error_code');
  const said = messageOf(entity);
  if (isPositive(entity)) return readQueued(reply, ask);
  // Only a clear no is one.
  if (wordAt(entity, 'status') !== '0') return unreadable(reply);
  if (code !== null && EXISTS.has(code)) return 'exists';
  if (code !== null && TOMORROW.has(code)) return 'tomorrow';
  const known = code !== null && Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
  if (known !== undefined) return refused(known[0], known[1], `${code} ${said}`);
  const sentence = SENTENCES.find(([pattern]) => pattern.test(said))?.[1];
  if (sentence === undefined) return unreadable(reply);
  return sentence === 'never' || sentence === 'later' ? refused('input', sentence, said) : sentence;
}

/** The reply names neither the amount nor our token; `check_action_status` does later. */
function readQueued(reply: WireReply, { attempt }: RefundAsk): Result {
  const entity = readReply(reply);
  if (entity.kind !== 'entity') return entity;
  const theirs = idAt(entity, 'request_id');
  const code = wordAt(entity, 'error_code') ?? '102';
  const said = messageOf(entity);
  const about = idAt(entity, 'mihpayid');
  const isOurs = about === null ? wordAt(entity, 'mihpayid') === null : about === attempt;
  // "Cancel Request Queued" has no request id: an authorization was released instead.
  const isQueued = /^refund request queued\b/i.test(said) && QUEUED.has(code);
  if (theirs === null || !isQueued || !isOurs) return unreadable(reply);
  return {
    kind: 'refunded',
    refund: {
      theirs,
      ours: null,
      attempt: about,
      state: 'pending',
      raw: briefly(`${code} ${said}`),
      amountMinor: null,
      currency: null,
      bankReference: wordAt(entity, 'bank_ref_num'),
    },
  };
}
