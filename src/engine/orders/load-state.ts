// Loads what a command meets: the order that it names, and what else its decision rests on.
import type { Account } from '../../core/account.ts';
import { isFull } from '../../core/adopt.ts';
import type { AdoptRefund, Command, PaymentReport, RefundReport } from '../../core/command.ts';
import { CONTRADICTIONS_MAX, contradicts, namesAnother } from '../../core/evidence.ts';
import { asOf } from '../../core/expiry.ts';
import type { Aggregate } from '../../core/order.ts';
import type { State } from '../../core/state.ts';
import type { EngineParts } from './decide-and-save.ts';
import { findLinkTaken } from './link-record.ts';

/** The latest of an order: more than anybody decided of one. */
const REVIEWS_MAX = 100;

export const NOTHING: State = Object.freeze({ aggregate: null, existingRefund: null });

export async function loadState(
  parts: EngineParts,
  account: Account,
  command: Command,
): Promise<State> {
  const { store, finder, nowOf } = parts;
  const state = (aggregate: State['aggregate']): State => ({ aggregate, existingRefund: null });
  switch (command.kind) {
    case 'createOrder': {
      const { reference } = command;
      const taken = await findLinkTaken(store, account, command, null);
      if (reference === null) return { ...NOTHING, ...taken };
      const aggregate = await store.loadOrderByReference(account.id, reference);
      return { ...state(aggregate && asOf(aggregate, nowOf(account))), ...taken };
    }
    case 'createRefund': {
      const { reference, target } = command;
      const existingRefund =
        reference === null ? null : await store.findRefundByReference(account.id, reference);
      return { aggregate: await finder.target(account, target), existingRefund };
    }
    case 'capturePayment':
    case 'voidPayment':
      return state(await finder.target(account, command.target));
    case 'cancelOrder': {
      const referenceOf = command.link === true ? 'link' : 'order';
      return state(await finder.order(account, command.order, referenceOf));
    }
    case 'editNotes':
      return state(await finder[command.subject](account, command.locators));
    case 'editLink': {
      const aggregate = await finder.order(account, command.order, 'link');
      const key = aggregate?.order.id.key ?? null;
      return { ...state(aggregate), ...(await findLinkTaken(store, account, command, key)) };
    }
    case 'expireOrder':
      return state(await store.loadOrder(account.id, command.orderKey));
    case 'reportPayment':
    case 'reportRefund':
    case 'adoptRefund':
      return loadReported(parts, account, command);
    case 'adoptPayment':
      return loadReviewed(parts, account, command, isFull);
    case 'sendRefund':
      return state(await store.loadOrder(account.id, command.orderKey));
    case 'reviewSettlement':
      return loadReviewed(parts, account, command, () => true);
    case 'settleReview': {
      const { orderKey, reviewKey } = command;
      const aggregate = await store.loadOrder(account.id, orderKey);
      return { ...state(aggregate), review: await store.findReview(reviewKey, account.id) };
    }
    case 'simulatePayment':
      return state(await finder.payment(account, command.payment));
    default:
      return state(await finder.order(account, command.order));
  }
}

/** With the order's reviews, where they are wanted. */
async function loadReviewed(
  { store }: EngineParts,
  account: Account,
  { orderKey }: Pick<AdoptRefund, 'orderKey'>,
  isWanted: (aggregate: Aggregate) => boolean,
): Promise<State> {
  const aggregate = await store.loadOrder(account.id, orderKey);
  const state: State = { aggregate, existingRefund: null };
  if (aggregate === null || !isWanted(aggregate)) return state;
  const reviews = await store.listReviews({ account: account.id, orderKey }, REVIEWS_MAX);
  return { ...state, reviews };
}

/** With what was said before, when the report contradicts what is settled: that is told once. */
async function loadReported(
  { store }: EngineParts,
  account: Account,
  report: PaymentReport | RefundReport | AdoptRefund,
): Promise<State> {
  const { orderKey } = report;
  const aggregate = await store.loadOrder(account.id, orderKey);
  const isAsked = aggregate !== null && isForReview(aggregate, report);
  const asked = isAsked
    ? { reviews: await store.listReviews({ account: account.id, orderKey }, REVIEWS_MAX) }
    : {};
  const found = { aggregate, existingRefund: null, ...asked };
  if (aggregate === null) return found;
  if (report.kind !== 'adoptRefund' && !contradicts(aggregate, report)) return found;
  const events = await store.listEvents(account.id, { orderKey }, CONTRADICTIONS_MAX * 4);
  const contradicting = events.filter(({ kind }) => kind === 'evidence.contradicted');
  return { ...found, contradicting: contradicting.flatMap(({ evidence }) => evidence ?? []) };
}

function isForReview(
  aggregate: Aggregate,
  report: PaymentReport | RefundReport | AdoptRefund,
): boolean {
  if (report.kind !== 'reportRefund') return false;
  return report.review !== undefined || namesAnother(aggregate, report);
}
