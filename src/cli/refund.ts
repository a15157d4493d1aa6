// `dubash refund`: gives back what was paid, by the road that every refund takes, and once.
import { hash } from 'node:crypto';
import { viewRefund } from '../api/admin/order-view.ts';
import type { CommandEngine } from '../command-engine.ts';
import { type Account, readName } from '../core/account.ts';
import type { AskedAmount } from '../core/command.ts';
import type { Outcome } from '../core/decision.ts';
import { type Failure, type FailureCode, isFailure } from '../core/failure.ts';
import { formatDecimal, parseDecimal } from '../core/money.ts';
import type { Aggregate } from '../core/order.ts';
import { decisivePayment, type Payment, refundableMinor } from '../core/payment.ts';
import type { Refund } from '../core/refund.ts';
import { accountOf, listAll } from './account-of.ts';
import { jsonOf, plain } from './columns.ts';
import type { CliCommand, Given } from './command.ts';
import { CommandError, type Opened } from './database.ts';
import { textOf } from './given.ts';
import { moneyOf } from './story-view.ts';
import { withEngine } from './with-engine.ts';

const REFUSED = 3;
const REFERENCE = /^[\x21-\x7e]{1,40}$/;

export const refund: CliCommand = {
  name: 'refund',
  summary: 'give back a payment or a part of it',
  operands: ['order or payment'],
  options: [
    { name: 'by', value: 'name', meaning: 'who asks for it; the events keep it' },
    { name: 'amount', value: 'amount', meaning: 'such as 500.50; else all that is left' },
    { name: 'reference', value: 'name', meaning: 'what the refund is called; else one is derived' },
    { name: 'account', value: 'key', meaning: 'of this one; else it is looked for in all' },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: () => 'operate',
  notes: () => NOTES,
  examples: [
    'refund INV-17 --by asha',
    'refund pay_0aB1cD2eF3gH4i --amount 500.50 --by asha',
    'refund INV-17 --amount 500.50 --reference goodwill-2 --by asha',
  ],
  run: (given, terminal) => {
    return withEngine(terminal, wrongIn(given), async (opened, engine) => {
      const result = await carryOut(opened, engine, given);
      if (isFailure(result)) {
        terminal.complain(`dubash: nothing is refunded: ${plain(wordsOf(result))}\n`);
        return REFUSED;
      }
      const { made, isRepeated, payments, account } = result;
      opened.about({ refund: `rfnd_${made.id.token}` });
      const json = { account, repeated: isRepeated, refund: viewRefund(made, payments) };
      terminal.write(`${given.options.has('json') ? jsonOf(json) : lineOf(result)}\n`);
      return 0;
    });
  },
};

const NOTES = `What is named is an order or a payment, by any of its names. The refund is saved with
its events and webhooks in one commit, and the server that runs, or the next one that does, has the
processor make it; \`dubash orders show\` tells how that goes.

Typed again it is not made again: without --reference the refund is called by a digest of the
account, the payment and the amount, and a name is taken once. Where that refund failed or was
cancelled, another one is made. To give the same amount back twice, name the second by --reference.

It ends with 0 when the refund is saved or was before; 3 when it is refused, with the reason; 1 when
there is no such payment or the database cannot be opened; 2 when it was mistyped.`;

function wrongIn(given: Given): string | null {
  const by = textOf(given, 'by');
  if (by === null) return 'refund needs --by: the events keep who asked for it';
  if (readName(by) === null) return '--by must be a name of at most 100 characters';
  const reference = textOf(given, 'reference');
  if (reference === null || REFERENCE.test(reference)) return null;
  return '--reference must be 1 to 40 printable characters without spaces';
}

type Result = {
  readonly account: string;
  readonly made: Refund;
  readonly payments: readonly Payment[];
  readonly isRepeated: boolean;
};

async function carryOut(
  opened: Opened,
  engine: CommandEngine,
  given: Given,
): Promise<Result | Failure> {
  const { account, outcome } = await find(opened, engine, given);
  const { aggregate } = outcome;
  opened.about({ account: account.key, order: `order_${aggregate.order.id.token}` });
  const payment = outcome.payment ?? decisivePayment(aggregate.payments);
  if (payment === null) return { failure: 'order_unpaid' };
  const amount = amountOf(given, payment);
  const reference =
    textOf(given, 'reference') ?? derivedReference(account, payment, amount, aggregate);
  const known = aggregate.refunds.find((each) => each.reference === reference);
  if (known !== undefined) return repeated(account, aggregate, known, payment, amount);
  const token = payment.id.token;
  const made = await engine.engine.execute(account, {
    ...{ kind: 'createRefund', dialect: '', target: { payment: [{ by: 'token', token }] } },
    ...{
      reference,
      amount,
      currency: payment.currency,
      by: readName(textOf(given, 'by') ?? '') ?? '',
    },
    ...{ note: null, notes: {}, wire: {} },
  });
  if (!isFailure(made)) {
    if (made.refund === null) throw new Error('a refund that was made');
    const { payments } = made.aggregate;
    return { account: account.key, made: made.refund, payments, isRepeated: false };
  }
  const { failure, existing, existingRefund } = made;
  // Somebody else typed the same at the same moment.
  if (failure !== 'refund_reference_taken' || !existing || !existingRefund) return made;
  return repeated(account, existing, existingRefund, payment, amount);
}

/** In the account that has it; a name of several is asked back. */
async function find(opened: Opened, { findNamed }: CommandEngine, given: Given) {
  const [name = ''] = given.operands;
  const key = textOf(given, 'account');
  const among = key === null ? await listAll(opened.accounts) : [await accountOf(opened, key)];
  const found: { readonly account: Account; readonly outcome: Outcome }[] = [];
  for (const account of among) {
    const outcome = await findNamed(account, name);
    if (!isFailure(outcome)) found.push({ account, outcome });
  }
  const [first, second] = found;
  if (first === undefined) throw new CommandError(`there is no order or payment ${name}`);
  if (second !== undefined) {
    const keys = found.map(({ account }) => account.key);
    throw new CommandError(`several accounts have it: name one of ${keys.join(', ')} by --account`);
  }
  if (first.outcome.refund !== null) throw new CommandError(`${name} is a refund itself`);
  return first;
}

function amountOf(given: Given, { currency }: Payment): AskedAmount {
  const typed = textOf(given, 'amount');
  if (typed === null) return 'everything';
  const minor = parseDecimal(typed, currency);
  if (minor !== undefined && minor > 0) return { minor };
  throw new CommandError(`--amount must be an amount of ${currency}, such as 500.50`);
}

/** The same for the same payment and amount, until that refund has failed or was cancelled. */
function derivedReference(
  account: Account,
  { id }: Payment,
  amount: AskedAmount,
  { refunds }: Aggregate,
): string {
  const typed = JSON.stringify([account.key, id.token, amount]);
  const base = `op-${hash('sha256', typed).slice(0, 20)}`;
  for (let turn = 1; ; turn += 1) {
    const reference = turn === 1 ? base : `${base}-${turn}`;
    const known = refunds.find((each) => each.reference === reference);
    if (known?.status !== 'failed' && known?.status !== 'cancelled') return reference;
  }
}

/** The refund that has the name already, where the same was meant by it. */
function repeated(
  { key }: Account,
  { payments }: Aggregate,
  known: Refund,
  payment: Payment,
  amount: AskedAmount,
): Result | Failure {
  const isOther =
    known.paymentKey !== payment.id.key ||
    known.status === 'failed' ||
    known.status === 'cancelled' ||
    (typeof amount === 'object' && 'minor' in amount && amount.minor !== known.amountMinor);
  if (isOther) return { failure: 'refund_reference_taken', existingRefund: known };
  return { account: key, made: known, payments, isRepeated: true };
}

function lineOf({ made, isRepeated, account, payments }: Result): string {
  const payment = payments.find(({ id }) => id.key === made.paymentKey);
  const left = payment === undefined ? 0 : refundableMinor(payment);
  const was = isRepeated ? `was asked for before, and is ${made.status}` : 'is saved';
  return plain(
    `rfnd_${made.id.token} ${was}: ${moneyOf(made.amountMinor, made.currency)} of ` +
      `pay_${payment?.id.token} of ${account}, called ${made.reference}; ` +
      `${formatDecimal(left, made.currency)} can still be given back.`,
  );
}

const WORDS: Readonly<Partial<Record<FailureCode, string>>> = Object.freeze({
  order_unpaid: 'nothing was paid for this order',
  payment_not_captured: 'this payment was not captured',
  payment_fully_refunded: 'all of it was given back, or is on its way',
  refund_too_large: 'that is more than is left of the payment',
  refund_amount_invalid: 'that is no amount of its currency',
  currency_mismatch: 'the payment is in another currency',
  refund_reference_taken: 'another refund or order has this reference, or one that failed',
});

function wordsOf({ failure, detail }: Failure): string {
  return detail ?? WORDS[failure] ?? failure.replaceAll('_', ' ');
}
