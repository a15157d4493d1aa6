// PayU's words for what became of a transaction and of what was asked for it, as tuples: a
// combination that no table has is unknown. Source: payu.md §1.4, §1.5, §1.11, §P.11.
import type { Instrument } from '../../../core/payment.ts';
import { bankNameOf } from '../../kit/bank-name.ts';
import type { Attempt, RefundFinding } from '../../processor.ts';
import { bankOf, CARD_CODES, NETWORKS } from '../words.ts';
import { type Entity, wordAt } from './reply.ts';

/** `landed`: the customer is on PayU's page and has not pressed Pay Now, which is no attempt. */
export type Fate = Exclude<Attempt['state'], 'unknown' | 'voided'> | 'landed';

/** By `status/unmappedstatus`. */
const FATES: Readonly<Record<string, Fate>> = Object.freeze({
  'success/captured': 'captured',
  'success/auth': 'authorized',
  'pending/initiated': 'landed',
  'pending/in progress': 'pending',
  'pending/pending': 'pending',
  'failure/usercancelled': 'failed',
  'failure/bounced': 'failed',
  'failure/dropped': 'failed',
  'failure/failed': 'failed',
  // "When PayU initiates refund for the transaction where PayU got success": it gives it back.
  'failure/autorefund': 'failed',
});

/** PayU's page of states prints capitals where its samples have none. */
export function readFate(status: string, unmapped: string): Fate | null {
  const words = `${status}/${unmapped}`.toLowerCase();
  return Object.hasOwn(FATES, words) ? (FATES[words] ?? null) : null;
}

/** "TRANSACTION_REVERSED": an authorization that was released (inferred from its name). */
export const REVERSED = 'E1638';
/** "TRANSACTION_EXPIRED". */
export const EXPIRED = 'E507';

/** States of an action, of "Refund states"; PayU prints them in both cases. */
const ACTIONS: Readonly<Record<string, RefundFinding['state']>> = Object.freeze({
  queued: 'pending',
  requested: 'pending',
  'in progress': 'pending',
  pending: 'pending',
  // "Insufficient funds in account […] it takes up to 5-7 business days": it waits.
  od_hit: 'pending',
  success: 'processed',
  // "No funds are deducted for such refunds."
  failure: 'failed',
  failed: 'failed',
});

export function readActionState(status: string): RefundFinding['state'] {
  const word = status.toLowerCase().replaceAll('_', ' ').replace('od hit', 'od_hit');
  return Object.hasOwn(ACTIONS, word) ? (ACTIONS[word] ?? 'unknown') : 'unknown';
}

/** Of a number that PayU has masked; one that it has not is not looked at. */
const LAST_FOUR = /[Xx*](\d{4})$/;

/** What paid, as far as the reply says so; null where a part of it is missing. */
export function readInstrument(details: Entity): Instrument | null {
  const mode = wordAt(details, 'mode');
  const bankcode = wordAt(details, 'bankcode');
  switch (mode) {
    case 'CC':
    case 'DC':
      return readCard(details, mode === 'CC' ? 'credit' : 'debit', bankcode);
    case 'UPI':
      // `verify_payment` tells no address of the payer (payu.md §P.4).
      return { method: 'upi', vpa: null };
    case 'NB': {
      if (bankcode === null) return null;
      const bank = bankOf(bankcode);
      return { method: 'netbanking', bank, bankName: bankNameOf(bank) };
    }
    case 'CASH':
      return bankcode === null ? null : { method: 'wallet', wallet: bankcode.toLowerCase() };
    default:
      return null;
  }
}

function readCard(
  details: Entity,
  kind: 'credit' | 'debit',
  bankcode: string | null,
): Instrument | null {
  const last4 = LAST_FOUR.exec(wordAt(details, 'card_no') ?? '')?.[1];
  const named = CARD_CODES.get(bankcode ?? '')?.networks ?? [];
  const only = named.length === 1 ? named[0] : undefined;
  const network = NETWORKS.get(wordAt(details, 'card_type') ?? '') ?? only;
  if (last4 === undefined || network === undefined) return null;
  return { method: 'card', network, kind, last4, holder: wordAt(details, 'name_on_card') };
}
