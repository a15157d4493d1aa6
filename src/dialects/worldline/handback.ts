// The browser's way back: one field, `msg`, of sixteen piped parts, the last a hash over the rest.
// Source: contracts worldline §3.2 (documented, and observed in the vendor's plugins and logs).
import { indianText } from '../kit/time.ts';
import { formatDecimal } from '../../core/money.ts';
import type { Order } from '../../core/order.ts';
import type { Instrument, Payment } from '../../core/payment.ts';
import type { Handback } from '../dialect.ts';
import { TEST_BANK } from './instrument.ts';
import { type Algorithm, hashHex } from './native/token.ts';
import { MESSAGE_FIELDS } from './schema.ts';
import { DECLINE, type Standing, standingOf, TRANSACTION } from './words.ts';

type Message = Readonly<Record<(typeof MESSAGE_FIELDS)[number], string>>;

const ABSENT = 'NA';

export const handback: Handback = ({ aggregate: { order }, payment, credentials, now }) => {
  if (order.returns.success === null) return null;
  const fields = listFields(buildMessage(order, payment, now));
  const hash = messageHash(fields, credentials.secret, algorithmOf(order));
  const sealed = [...fields, hash].join('|');
  return {
    kind: 'browserPost',
    url: fillAddress(order.returns.success, order),
    fields: [['msg', sealed]],
  };
};

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
function listFields(message: Message): readonly string[] {
  return MESSAGE_FIELDS.map((name) => message[name].replace(/[|\u0000-\u001f\u007f]/g, ' '));
}

function buildMessage(order: Order, payment: Payment | null, now: number): Message {
  const standing = standingOf(order, payment);
  const { code, message } = TRANSACTION[standing];
  return {
    txn_status: code,
    txn_msg: message,
    txn_err_msg: spellError(standing, payment),
    clnt_txn_ref: order.reference ?? '',
    tpsl_bank_cd: bankCode(payment?.instrument ?? null),
    tpsl_txn_id: payment === null ? ABSENT : String(payment.id.number),
    txn_amt: formatDecimal(order.amountMinor, order.currency),
    clnt_rqst_meta: spellMeta(order),
    tpsl_txn_time: spellTime(payment === null ? now : (payment.completedAt ?? payment.createdAt)),
    bal_amt: ABSENT,
    card_id: '',
    alias_name: bankName(payment?.instrument ?? null),
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
function spellMeta({ dialect, reference, customer, wire }: Order): string {
  const plain = (text: string | null): string => (text ?? '').replace(/[{}:]/g, ' ');
  const id = (reference ?? '').replace(/[{}]/g, ' ');
  const kept = dialect === 'worldline' ? wire['cartDescription'] : null;
  // What the merchant's page said stands as it came: its own braces close and open ours.
  const cart =
    typeof kept === 'string' ? kept : `}{custname:${plain(customer.name)}}{orderid:${id}`;
  return `{itc:${cart}}{email:${plain(customer.email)}}{mob:${plain(customer.phone)}}`;
}

function bankCode(instrument: Instrument | null): string {
  return instrument?.method === 'netbanking' ? instrument.bank : ABSENT;
}

function bankName(instrument: Instrument | null): string {
  if (instrument?.method !== 'netbanking') return '';
  return instrument.bank === TEST_BANK.code ? TEST_BANK.name : instrument.bankName;
}

/** DD-MM-YYYY HH:mm:ss in Indian time. */
export function spellTime(at: number): string {
  const [date = '', time = ''] = indianText(at).split('T');
  return `${date.split('-').reverse().join('-')} ${time}`;
}

/** `{order_id}` in the address stands for the merchant's order id (contracts §8.11: inferred). */
function fillAddress(address: string, { reference }: Order): string {
  const id = encodeURIComponent((reference ?? '').toWellFormed());
  return address.replaceAll('{order_id}', () => id);
}
