// One payment entity of Razorpay's as an attempt: its state, the order's part of its amount, what
// paid. Source: docs/gateways/razorpay.md §1.5, §1.6, §P.4 and §P.11.
import type { Instrument } from '../../../core/payment.ts';
import { bankNameOf } from '../../kit/bank-name.ts';
import type { Attempt, PaymentAsk } from '../../processor.ts';
import { milliseconds } from '../time.ts';
import { heldMs } from './capture-setting.ts';
import {
  briefly,
  currencyOf,
  type Entity,
  flagOf,
  isNull,
  partOf,
  textOf,
  wholeOf,
} from './reply.ts';
import { isIdOf } from './request.ts';
import { ATTEMPT_STATE, CARD_KIND_OF, declineOf, NETWORK_OF } from './words.ts';

/** Null when it has no name: then nothing can be said of it. `theirOrder` is what it must name. */
export function readAttempt(
  entity: Entity,
  theirOrder: string | null,
  ask: PaymentAsk,
): Attempt | null {
  const theirs = textOf(entity, 'id');
  if (!isIdOf('payment', theirs)) return null;
  const isOurs = textOf(entity, 'order_id') === theirOrder && theirOrder !== null;
  const state = isOurs ? stateOf(entity) : 'unknown';
  const created = wholeOf(entity, 'created_at');
  return {
    theirs,
    state,
    raw: rawOf(entity),
    ...moneyOf(entity, ask),
    currency: currencyOf(entity),
    instrument: instrumentOf(entity),
    bankReference: bankReferenceOf(entity),
    decline: state === 'failed' ? declineOf(textOf(entity, 'error_reason')) : null,
    ...(state === 'authorized' && created !== null
      ? { until: milliseconds(created) + heldMs(ask.order) }
      : {}),
  };
}

/** The three words must agree, and `amount_refunded` with them. */
function stateOf(entity: Entity): Attempt['state'] {
  const amount = wholeOf(entity, 'amount');
  const refunded = wholeOf(entity, 'amount_refunded');
  const back = refundWord(entity);
  if (amount === null || refunded === null || back === undefined) return 'unknown';
  const fits = {
    null: refunded === 0,
    partial: refunded > 0 && refunded < amount,
    full: refunded > 0 && refunded === amount,
  };
  const words = `${textOf(entity, 'status')} ${flagOf(entity, 'captured')} ${back}`;
  return fits[back] ? (ATTEMPT_STATE.get(words) ?? 'unknown') : 'unknown';
}

function refundWord(entity: Entity): 'null' | 'partial' | 'full' | undefined {
  if (isNull(entity, 'refund_status')) return 'null';
  const word = textOf(entity, 'refund_status');
  return word === 'partial' || word === 'full' ? word : undefined;
}

/** With the gateway's sentence where it failed: what an operator has to be told stands there. */
function rawOf(entity: Entity): string {
  const words = ['status', 'captured', 'refund_status', 'amount_refunded'].map(
    (name) => `${name}=${printed(entity.fields[name])}`,
  );
  const errors = ['error_reason', 'error_source', 'error_description']
    .map((name) => textOf(entity, name))
    .filter((text) => text !== null);
  return briefly([...words, ...errors].join(' '));
}

function printed(value: unknown): string {
  return typeof value === 'object' && value !== null ? '{}' : String(value);
}

type Money = Pick<Attempt, 'amountMinor' | 'chargedMinor'>;

/**
 * Where the customer bears the fee, `amount` is all that was paid, and the order's part is what
 * remains without `fee`, which is told once it is captured (§P.11): an amount that is greater than
 * the order's, and of which the fee is not told, says nothing of the order's part.
 */
function moneyOf(entity: Entity, { payment }: PaymentAsk): Money {
  const amount = wholeOf(entity, 'amount');
  if (amount === null || amount <= payment.amountMinor) return { amountMinor: amount };
  if (isNull(entity, 'fee')) return { amountMinor: null };
  const fee = wholeOf(entity, 'fee');
  const part = fee === null ? null : amount - fee;
  return part === payment.amountMinor
    ? { amountMinor: part, chargedMinor: amount }
    : { amountMinor: amount };
}

/** Null where it does not say all of it: a card comes only where it is asked for. */
export function instrumentOf(entity: Entity): Instrument | null {
  switch (textOf(entity, 'method')) {
    case 'card':
    case 'emi':
      return cardOf(partOf(entity, 'card'));
    case 'upi': {
      const upi = partOf(entity, 'upi');
      const vpa = textOf(entity, 'vpa') ?? (upi === null ? null : textOf(upi, 'vpa'));
      return { method: 'upi', vpa };
    }
    case 'netbanking': {
      // The gateway tells the code alone.
      const bank = textOf(entity, 'bank');
      return bank === null ? null : { method: 'netbanking', bank, bankName: bankNameOf(bank) };
    }
    case 'wallet': {
      const wallet = textOf(entity, 'wallet');
      return wallet === null ? null : { method: 'wallet', wallet };
    }
    default:
      return null;
  }
}

function cardOf(card: Entity | null): Instrument | null {
  if (card === null) return null;
  const network = NETWORK_OF.get((textOf(card, 'network') ?? '').toLowerCase());
  const kind = CARD_KIND_OF.get(textOf(card, 'type') ?? '');
  const last4 = textOf(card, 'last4');
  if (network === undefined || kind === undefined || !/^\d{4}$/.test(last4 ?? '')) return null;
  return { method: 'card', network, kind, last4: last4 ?? '', holder: textOf(card, 'name') };
}

/** An `auth_code` is an issuer's permission, by which no bank finds a payment. */
const PAYMENT_REFERENCES = ['rrn', 'bank_transaction_id', 'transaction_id', 'upi_transaction_id'];

function bankReferenceOf(entity: Entity): string | null {
  return referenceIn(entity, PAYMENT_REFERENCES);
}

export function referenceIn(entity: Entity, names: readonly string[]): string | null {
  const data = partOf(entity, 'acquirer_data');
  if (data === null) return null;
  return names.map((name) => textOf(data, name)).find((text) => text !== null) ?? null;
}
