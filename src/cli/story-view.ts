// The story of an order as `dubash orders show` prints it, for people and for programs.
import { viewEvent } from '../api/account/event.ts';
import { viewWebhook } from '../api/account/webhook.ts';
import { viewExchange } from '../api/admin/exchange.ts';
import { viewOrder, viewPayment, viewRefund } from '../api/admin/order-view.ts';
import { viewReview } from '../api/admin/review.ts';
import { isoOf } from '../api/family.ts';
import { findByKey } from '../core/id.ts';
import { formatDecimal } from '../core/money.ts';
import type { Aggregate } from '../core/order.ts';
import type { OrderEvent } from '../core/result.ts';
import type { TracedWebhook } from '../core/webhook.ts';
import type { Story } from '../engine/orders/story.ts';
import type { InstructionRow } from '../store/store.ts';
import { columnsOf, plain } from './columns.ts';

type Json = Readonly<Record<string, unknown>>;

function viewInstruction(row: InstructionRow, aggregate: Aggregate): Json {
  const { kind, dueAt, sentAt, tries } = row;
  const sent_at = sentAt === null ? null : isoOf(sentAt);
  return { kind, about: subjectOf(row, aggregate), sent_at, tries, due_at: isoOf(dueAt) };
}

function subjectOf({ id, kind }: InstructionRow, { payments, refunds }: Aggregate): string {
  return kind === 'refund'
    ? `rfnd_${findByKey(refunds, id)?.id.token}`
    : `pay_${findByKey(payments, id)?.id.token}`;
}

/** How it went, without what was sent: that names whoever pays. */
function viewSent(webhook: TracedWebhook): Json {
  const attempts = webhook.deliveries.map(({ number, at, durationMs, status, error }) => {
    return { number, at: isoOf(at), duration_ms: durationMs, status, error };
  });
  return { ...viewWebhook(webhook), attempts };
}

export function viewStory(story: Story): Json {
  const { account, aggregate } = story;
  const { order, payments, refunds } = aggregate;
  return {
    account: account.key,
    mode: account.mode,
    order: viewOrder(order),
    payments: payments.map(viewPayment),
    refunds: refunds.map((each) => viewRefund(each, payments)),
    events: story.events.map(viewEvent),
    instructions: story.instructions.map((each) => viewInstruction(each, aggregate)),
    exchanges: story.exchanges.map(viewExchange),
    reviews: story.reviews.map(viewReview),
    webhooks: story.webhooks.map(viewSent),
    cut: story.cut,
  };
}

export function moneyOf(minor: number, currency: string): string {
  return `${currency} ${formatDecimal(minor, currency)}`;
}

/** Rows below their titles, each in one line whatever others wrote. */
export function tableOf(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): readonly string[] {
  if (rows.length === 0) return [`${title}: none`];
  const cells = rows.map((row) => row.map((cell) => plain(cell ?? '')));
  return [`${title}:`, ...columnsOf([head, ...cells]).map((line) => `  ${line}`)];
}

export function linesOfStory(story: Story): readonly string[] {
  const { account, aggregate, cut } = story;
  const { order } = aggregate;
  const sections = [
    [
      plain(`order_${order.id.token}  ${order.reference ?? '(no reference)'}  ${order.status}`),
      plain(
        `${moneyOf(order.amountMinor, order.currency)}, ` +
          `${moneyOf(order.amountPaidMinor, order.currency)} paid; ${order.dialect}; ` +
          `account ${account.key} (${account.mode})`,
      ),
      `created ${isoOf(order.createdAt)}` +
        (order.expiresAt === null ? '' : `, ends ${isoOf(order.expiresAt)}`),
    ],
    paymentsOf(aggregate),
    refundsOf(aggregate),
    eventsOf(story),
    instructionsOf(story),
    exchangesOf(story),
    reviewsOf(story),
    webhooksOf(story),
    cut.map((each) => `Of its ${each} only the newest are shown.`),
  ];
  return sections.flatMap((lines) => (lines.length === 0 ? [] : [...lines, ''])).slice(0, -1);
}

function paymentsOf({ payments }: Aggregate): readonly string[] {
  const head = ['payment', 'status', 'amount', 'captured', 'refunded', 'by', 'method', 'said'];
  const rows = payments.map((each) => [
    `pay_${each.id.token}`,
    each.surplus === true ? `${each.status} (surplus)` : each.status,
    moneyOf(each.amountMinor, each.currency),
    formatDecimal(each.capturedMinor, each.currency),
    formatDecimal(each.refundedMinor, each.currency),
    each.processor,
    each.instrument?.method ?? '-',
    saidOf(each.processorReference, each.processorStatus, each.bankReference, each.decline),
  ]);
  return tableOf('Payments', head, rows);
}

function refundsOf({ refunds, payments }: Aggregate): readonly string[] {
  const head = ['refund', 'status', 'amount', 'reference', 'payment', 'created', 'said'];
  const rows = refunds.map((each) => [
    `rfnd_${each.id.token}`,
    each.status,
    moneyOf(each.amountMinor, each.currency),
    each.reference ?? '-',
    `pay_${findByKey(payments, each.paymentKey)?.id.token}`,
    isoOf(each.createdAt),
    saidOf(each.processorReference, each.processorStatus, each.bankReference, null),
  ]);
  return tableOf('Refunds', head, rows);
}

/** What the processor said, without what it did not say. */
function saidOf(
  reference: string | null,
  raw: string | null,
  bank: string | null,
  decline: string | null,
): string {
  const parts = [
    ...(raw === null ? [] : [`"${raw}"`]),
    ...(reference === null ? [] : [reference]),
    ...(bank === null ? [] : [`bank ${bank}`]),
    ...(decline === null ? [] : [decline]),
  ];
  return parts.join(', ');
}

function eventsOf({ events }: Story): readonly string[] {
  const rows = events.map((event) => [isoOf(event.at), event.kind, becauseOf(event)]);
  return tableOf('Events', ['at', 'event', 'because'], rows);
}

/** The evidence or the reason that came with it. */
function becauseOf({ evidence, routing, by }: OrderEvent): string {
  if (by !== null) return `by ${by}`;
  if (routing !== null) return `pay_${routing.payment}: ${routing.reason}`;
  if (evidence === null) return '';
  const { payment, refund, state, raw, reference, bankReference } = evidence;
  const about = refund === null ? `pay_${payment}` : `rfnd_${refund}`;
  const said = saidOf(reference, raw, bankReference, null);
  const { amountMinor, currency } = evidence;
  // A processor may say what is no amount.
  const isAmount = Number.isSafeInteger(amountMinor) && amountMinor >= 0;
  const amount = isAmount ? moneyOf(amountMinor, currency) : `${currency} ${amountMinor} (minor)`;
  return `${about} ${state}: ${amount}${said === '' ? '' : `, ${said}`}`;
}

function instructionsOf({ instructions, aggregate }: Story): readonly string[] {
  const head = ['what', 'about', 'sent', 'tries', 'next'];
  const rows = instructions.map((each) => [
    each.kind,
    subjectOf(each, aggregate),
    each.sentAt === null ? 'not yet' : isoOf(each.sentAt),
    String(each.tries),
    isoOf(each.dueAt),
  ]);
  return tableOf('Under way at the processor', head, rows);
}

function exchangesOf({ exchanges }: Story): readonly string[] {
  const head = ['exchange', 'at', 'way', 'operation', 'status', 'ms', 'connection', 'error'];
  const rows = exchanges.map((each) => [
    `exch_${each.id.token}`,
    isoOf(each.at),
    each.direction,
    each.operation,
    String(each.status ?? '-'),
    String(each.durationMs),
    each.connectionToken === null ? '-' : `conn_${each.connectionToken}`,
    each.error,
  ]);
  return tableOf('Exchanges', head, rows);
}

function reviewsOf({ reviews }: Story): readonly string[] {
  const head = ['review', 'reason', 'opened', 'decision', 'by', 'note'];
  const rows = reviews.map(({ id, reason, openedAt, decided }) => [
    ...[`rev_${id.token}`, reason, isoOf(openedAt)],
    ...[decided?.decision ?? 'open', decided?.by ?? '', decided?.note ?? ''],
  ]);
  return tableOf('Reviews', head, rows);
}

function webhooksOf({ webhooks }: Story): readonly string[] {
  if (webhooks.length === 0) return ['Webhooks: none'];
  return ['Webhooks:', ...webhooks.flatMap(webhookLines)];
}

function webhookLines(webhook: TracedWebhook): readonly string[] {
  const { token, event, dialect, url, state, dueAt, deliveries } = webhook;
  const next = state === 'waiting' ? `; next try ${isoOf(dueAt)}` : '';
  const attempts = deliveries.map(({ number, at, durationMs, status, error }) => [
    ...[`  ${number}`, isoOf(at), `${durationMs} ms`, String(status ?? '-')],
    plain(error ?? 'taken'),
  ]);
  return [
    `  msg_${token}  ${plain(`${event} (${dialect}) to ${url}`)}`,
    `    ${state}, tries: ${webhook.tries}${next}`,
    ...columnsOf(attempts).map((line) => `    ${line}`),
  ];
}
