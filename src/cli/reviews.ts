// `dubash reviews`: what a person has to decide about money, listed, looked at and decided.
import { viewReview } from '../api/admin/review.ts';
import { readName } from '../api/locator.ts';
import { REVIEW_DECISIONS, type ReviewReason } from '../core/review.ts';
import type { ShownReview } from '../core/review-request.ts';
import { type Failure, isFailure } from '../core/failure.ts';
import type { Reviews } from '../engine/processing/review.ts';
import { columnsOf, printable } from './columns.ts';
import { byAction, type CliCommand, type Given } from './command.ts';
import { CommandError, mistyped, type Opened, withDatabase } from './database.ts';
import { textOf } from './given.ts';
import { engineOf } from './with-engine.ts';

const COUNT = 100;
const STATES = ['open', 'decided', 'all'];

export const reviews: CliCommand = {
  name: 'reviews',
  summary: 'list, show and decide what a person has to decide about money',
  operands: ['list | show | decide', 'account or review?'],
  options: [
    { name: 'order', value: 'name', meaning: 'list: of this order of the account' },
    { name: 'state', value: 'word', meaning: 'list: open, decided or all; else open' },
    {
      name: 'as',
      value: 'decision',
      meaning: 'decide: dismiss, refund, processed, failed or ask-again',
    },
    { name: 'note', value: 'text', meaning: 'decide: why; a dismissal needs it' },
    { name: 'by', value: 'name', meaning: 'decide: who decides' },
    {
      name: 'reference',
      value: 'name',
      meaning: "decide: the processor's name for the refund, where you know it",
    },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: byAction({ decide: 'operate' }, 'read'),
  notes: () => NOTES,
  examples: [
    'reviews list',
    'reviews list live_1 --order INV-17',
    'reviews show rev_0aB1cD2eF3gH4i',
    'reviews decide rev_0aB1cD2eF3gH4i --as refund --by asha',
    'reviews decide rev_0aB1cD2eF3gH4i --as dismiss --note "the fee was taken off"',
  ],
  run: (given, terminal) => {
    const [name = '', operand] = given.operands;
    const action = ACTIONS.get(name);
    const says =
      action === undefined
        ? 'reviews needs list, show or decide'
        : operand === undefined && name !== 'list'
          ? `reviews ${name} needs a review`
          : null;
    if (action === undefined || says !== null) {
      terminal.complain(`dubash: ${says}\n`);
      return Promise.resolve(2);
    }
    return withDatabase(terminal, async (opened) => {
      const { reviews: room } = await engineOf(opened, terminal);
      const { json, lines } = await action(room, given, opened.about);
      const text = given.options.has('json') ? JSON.stringify(json) : printable(lines.join('\n'));
      terminal.write(`${text}\n`);
      return 0;
    });
  },
};

const NOTES = `Actions:
  list    newest first, those that are open; of one account, or of all
  show    one of them, with what it is about
  decide  once: the same decision once more changes nothing, another one is refused

Decisions:
  dismiss    nothing is to be done here; --note says why. Refused where something waits for it
  refund     the money goes back: another amount than was asked, or money too much
  processed  the refund was made: you have seen it at the processor
  failed     the refund was not made, and its amount can be refunded again
  ask-again  has the processor asked now; the review stays open

What follows is done by the server that runs, or by the next one that does.`;

type Said = { readonly json: unknown; readonly lines: readonly string[] };
type Action = (reviews: Reviews, given: Given, about: Opened['about']) => Promise<Said>;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['list', list],
  ['show', show],
  ['decide', decide],
]);

function take<Result>(result: Result | Failure, missing: string): Result {
  if (!isFailure(result)) return result;
  const issues = (result.issues ?? []).map(({ message }) => message).join('; ');
  throw new CommandError(result.detail ?? (issues === '' ? missing : issues));
}

async function list(all: Reviews, given: Given): Promise<Said> {
  const [, account = null] = given.operands;
  const [order, state] = [textOf(given, 'order'), textOf(given, 'state') ?? 'open'];
  if (!STATES.includes(state)) throw mistyped(`--state must be one of ${STATES.join(', ')}`);
  if (order !== null && account === null) throw mistyped('--order needs an account');
  const isOpen = state === 'all' ? null : state === 'open';
  const asked = {
    kind: 'listReviews',
    account,
    orderName: order,
    isOpen,
    before: null,
    count: COUNT,
  } as const;
  const found = take(await all.list(asked), `there is no account ${account}, or no such order`);
  const head = ['review', 'account', 'reason', 'order', 'amount', 'opened', 'decision'];
  const rows = found.map((each) => [
    `rev_${each.id.token}`,
    each.account,
    each.reason,
    each.order.reference ?? `order_${each.order.id.token}`,
    `${each.said.currency} ${each.said.amountMinor}`,
    new Date(each.openedAt).toISOString(),
    each.decided?.decision ?? '',
  ]);
  const lines = rows.length === 0 ? ['Nothing is to be decided.'] : columnsOf([head, ...rows]);
  return { json: { reviews: found.map(viewReview) }, lines };
}

function linesOf(review: ShownReview): readonly string[] {
  const rows = Object.entries(viewReview(review)).flatMap(([name, value]) => {
    if (value === null) return [];
    return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
  });
  return [...columnsOf(rows), '', MEANING[review.reason]];
}

/** What there is to think about. */
const MEANING: Readonly<Record<ReviewReason, string>> = Object.freeze({
  amount_mismatch:
    'Another amount or currency than was asked for moved. It counts for nothing yet.',
  surplus_kept: 'Money too much was taken, and giving it back failed.',
  refund_unclear: 'Whether this refund was made cannot be told: look at the processor.',
  refund_exceeds: 'The processor tells of a refund of more than is left here.',
  contradicted: 'The processor says what cannot be true beside what is settled here.',
  settled_differently: 'A settlement has another amount or currency than this server.',
  not_settled: 'No settlement of the usual time has it: ask the processor where the money is.',
  settled_unknown: "It was settled, and the processor's own API does not tell of it.",
  restored:
    'This was due when a backup was restored: look at the processor for whether it was sent.',
});

async function show(all: Reviews, given: Given): Promise<Said> {
  const [, name = ''] = given.operands;
  const asked = { kind: 'findReview', review: readName(name) } as const;
  const found = take(await all.find(asked), `there is no review ${name}`);
  return { json: viewReview(found), lines: linesOf(found) };
}

async function decide(all: Reviews, given: Given, about: Opened['about']): Promise<Said> {
  const [, name = ''] = given.operands;
  const word = textOf(given, 'as') ?? '';
  const review = readName(name);
  const missing = `there is no review ${name}`;
  if (word === 'ask-again') {
    const asked = take(await all.ask({ kind: 'askReview', review }), missing);
    about({ account: asked.account });
    const lines = ['The processor is asked by the server that runs; the review stays open.'];
    return { json: viewReview(asked), lines };
  }
  const decision = REVIEW_DECISIONS.find((each) => each === word);
  if (decision === undefined) {
    throw mistyped(`--as must be one of ${[...REVIEW_DECISIONS, 'ask-again'].join(', ')}`);
  }
  const note = textOf(given, 'note');
  if (decision === 'dismiss' && note === null) throw mistyped('a dismissal needs --note');
  const [by, reference] = [textOf(given, 'by') ?? 'operator', textOf(given, 'reference')];
  const said = { decision, by, note, reference };
  const decided = take(await all.decide({ kind: 'decideReview', review, ...said }), missing);
  about({ account: decided.account });
  const at = decided.decided;
  return {
    json: viewReview(decided),
    lines: [`rev_${decided.id.token} is decided: ${at?.decision}, by ${at?.by}.`],
  };
}
