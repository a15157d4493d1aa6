// The message of sixteen piped parts that tells a merchant of a transaction, the last a hash over
// the rest. Source: worldline.md §3.2 (documented, and observed in the vendor's plugins).
import { formatDecimal } from '../../core/money.ts';
import { ownReference } from '../../core/name.ts';
import { type Customer, customerOf, type Order } from '../../core/order.ts';
import type { Instrument, Payment } from '../../core/payment.ts';
import { type Algorithm, hashHex } from './token.ts';
import { spellTime } from './time.ts';
import {
  CARD_BANK,
  CARD_KIND,
  DECLINE,
  type Standing,
  standingOf,
  TEST_BANK,
  TRANSACTION,
} from './words.ts';

/** What the hash of `msg` is over, in order (worldline.md §3.2); the hash itself comes last. */
export const MESSAGE_FIELDS = Object.freeze([
  'txn_status',
  'txn_msg',
  'txn_err_msg',
  'clnt_txn_ref',
  'tpsl_bank_cd',
  'tpsl_txn_id',
  'txn_amt',
  'clnt_rqst_meta',
  'tpsl_txn_time',
  'bal_amt',
  'card_id',
  'alias_name',
  'BankTransactionID',
  'mandate_reg_no',
  'token',
] as const);

export type Message = Readonly<Record<(typeof MESSAGE_FIELDS)[number], string>>;

const ABSENT = 'NA';

/** The fields as they stand in the message: none can shift another. */
export function readableMessage(order: Order, payment: Payment | null, now: number): Message {
  const message = buildMessage(order, payment, now);
  const pairs = MESSAGE_FIELDS.map((name) => [name, plainField(message[name])] as const);
  return Object.fromEntries(pairs) as Message;
}

/** All sixteen parts in one line, sealed with the salt. */
export function signMessage(message: Message, { order, salt }: { order: Order; salt: string }) {
  const fields = MESSAGE_FIELDS.map((name) => message[name]);
  return [...fields, messageHash(fields, salt, algorithmOf(order))].join('|');
}

/** Over the fields and the salt, all joined by pipes, in lower-case hex. */
export function messageHash(
  fields: readonly string[],
  salt: string,
  algorithm: Algorithm = 'sha512',
): string {
  return hashHex(algorithm, [...fields, salt].join('|'));
}

/** The way back is signed as the way in was; documented requests name no way. */
function algorithmOf({ dialect, wire }: Order): Algorithm {
  return dialect === 'worldline' && wire['hash'] === 'sha256' ? 'sha256' : 'sha512';
}

// Readers split at every pipe, and a browser posts every line end as two characters.
function plainField(text: string): string {
  return text.toWellFormed().replace(/[|\u0000-\u001f\u007f]/g, ' ');
}

function buildMessage(order: Order, payment: Payment | null, now: number): Message {
  const standing = standingOf(order, payment);
  const { code, message } = TRANSACTION[standing];
  return {
    txn_status: code,
    txn_msg: message,
    txn_err_msg: spellError(standing, payment),
    clnt_txn_ref: ownReference(order) ?? '',
    tpsl_bank_cd: bankCode(payment?.instrument ?? null),
    tpsl_txn_id: payment === null ? ABSENT : String(payment.id.number),
    txn_amt: formatDecimal(order.amountMinor, order.currency),
    clnt_rqst_meta: spellMeta(order, customerOf(order, payment)),
    tpsl_txn_time: spellTime(payment === null ? now : (payment.completedAt ?? payment.createdAt)),
    bal_amt: ABSENT,
    card_id: '',
    alias_name: aliasName(payment?.instrument ?? null),
    // The logs have "0" where the bank declined.
    BankTransactionID: payment?.bankReference ?? (standing === 'failed' ? '0' : ''),
    mandate_reg_no: '',
    // The logs have none where the customer left our page.
    token: payment === null || payment.instrument === null ? '' : payment.id.token,
  };
}

// "NA" where nothing went wrong; a failure without a known reason is blank (vendor's logs).
function spellError(standing: Standing, payment: Payment | null): string {
  if (standing !== 'failed' && standing !== 'aborted') return ABSENT;
  const decline = payment?.decline ?? null;
  return decline === null ? '' : DECLINE[decline];
}

/**
 * Plugins find their order by what follows the first `orderid:` up to the next brace, so no value
 * of the customer's may hold a brace or a colon.
 */
function spellMeta({ dialect, reference, wire }: Order, customer: Customer): string {
  const plain = (text: string | null): string => (text ?? '').replace(/[{}:]/g, ' ');
  const id = (reference ?? '').replace(/[{}]/g, ' ');
  const kept = dialect === 'worldline' ? wire['cartDescription'] : null;
  // What the merchant's page said stands as it came: its own braces close and open ours.
  const cart =
    typeof kept === 'string' ? kept : `}{custname:${plain(customer.name)}}{orderid:${id}`;
  return `{itc:${cart}}{email:${plain(customer.email)}}{mob:${plain(customer.phone)}}`;
}

function bankCode(instrument: Instrument | null): string {
  if (instrument?.method === 'card') return CARD_BANK;
  return instrument?.method === 'netbanking' ? instrument.bank : ABSENT;
}

/** What stands for the instrument: a bank's name, a card's kind and digits (§3.2, logs). */
function aliasName(instrument: Instrument | null): string {
  switch (instrument?.method) {
    case 'netbanking':
      return instrument.bank === TEST_BANK.code ? TEST_BANK.name : (instrument.bankName ?? '');
    case 'card': {
      const { network, kind, last4 } = instrument;
      const name = network.toUpperCase();
      // The first six digits are not kept.
      return `${name}_${name}_${CARD_KIND[kind]}_NA_NA_**********${last4}`;
    }
    case 'upi':
    case 'wallet':
    case undefined:
      return '';
  }
}
