// What was done with a transaction after it succeeded, as `check_action_status` tells it by PayU's
// number: captures, cancellations and refunds, whoever asked for them. Source: payu.md §1.5.
import type {
  RefundFinding,
  Refused,
  Side,
  Unknown,
  WireReply,
  WireRequest,
} from '../../processor.ts';
import { writeCommand } from './command.ts';
import {
  amountAt,
  briefly,
  CURRENCY,
  type Entity,
  entityAt,
  idAt,
  isPositive,
  readReply,
  textAt,
  unreadable,
  wordAt,
} from './reply.ts';
import { readActionState } from './words.ts';

/** `unknown`: there was one, and its state is no word that we know. */
type ActionState = RefundFinding['state'] | 'none';

export type Actions = {
  readonly kind: 'actions';
  readonly capture: ActionState;
  readonly cancel: ActionState;
  readonly refunds: readonly RefundFinding[];
};

const NO_ACTION = /^no action status found/i;

export function askActions(side: Side, attempt: string): WireRequest {
  return writeCommand(side, 'check_action_status', { var1: attempt, var2: 'payuid' });
}

/** Unknown unless every line of it can be read: a refund that is overlooked is made twice. */
export function readActions(reply: WireReply, attempt: string): Actions | Refused | Unknown {
  const entity = readReply(reply);
  if (entity.kind !== 'entity') return entity;
  const all = entityAt(entity, 'transaction_details');
  if (all === null) return unreadable(reply);
  const said = textAt(all, attempt);
  if (said !== null && NO_ACTION.test(said)) {
    return { kind: 'actions', capture: 'none', cancel: 'none', refunds: [] };
  }
  const list = entityAt(all, attempt);
  if (list === null || !isPositive(entity)) return unreadable(reply);
  const captures: ActionState[] = [];
  const cancels: ActionState[] = [];
  const refunds: RefundFinding[] = [];
  for (const requestId of Object.keys(list.fields)) {
    const line = entityAt(list, requestId);
    const action = line === null ? null : wordAt(line, 'action')?.toLowerCase();
    if (line === null || (wordAt(line, 'mihpayid') ?? attempt) !== attempt) {
      return unreadable(reply);
    }
    if (action === 'capture') captures.push(stateOf(line));
    else if (action === 'cancel') cancels.push(stateOf(line));
    else if (action !== 'refund') return unreadable(reply);
    else {
      const refund = readRefund(line, attempt);
      if (refund === null) return unreadable(reply);
      refunds.push(refund);
    }
  }
  return { kind: 'actions', capture: decisive(captures), cancel: decisive(cancels), refunds };
}

/** Of several, the one that counts most. */
const ORDER: readonly ActionState[] = ['processed', 'unknown', 'pending', 'failed'];

function decisive(states: readonly ActionState[]): ActionState {
  return ORDER.find((state) => states.includes(state)) ?? 'none';
}

function stateOf(line: Entity): RefundFinding['state'] {
  return readActionState(wordAt(line, 'status') ?? '');
}

/** One of the dashboard has no token of ours, but there is a text for it (inferred). */
function readRefund(line: Entity, attempt: string): RefundFinding | null {
  const theirs = idAt(line, 'request_id');
  const token = textAt(line, 'token');
  const hasToken = token !== null || line.fields['token'] === null;
  const amountMinor = amountAt(line, 'amt');
  if (theirs === null || !hasToken || !amountMinor) return null;
  const status = wordAt(line, 'status') ?? '';
  return {
    theirs,
    ours: token === '' ? null : token,
    attempt,
    state: stateOf(line),
    raw: briefly(`refund ${status}`),
    amountMinor,
    currency: CURRENCY,
    bankReference: wordAt(line, 'bank_ref_num'),
  };
}
