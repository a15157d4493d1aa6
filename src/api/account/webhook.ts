// The webhooks of an account: what was sent to whom, how it went, and sending it once more.
import type { ListWebhooks, ReplayWebhook, ReplayWebhooks } from '../../core/account-request.ts';
import type { FindWebhook, WebhookSelection } from '../../core/account-request.ts';
import { endpointState } from '../../core/endpoint.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import type { Delivery, SentWebhook, TracedWebhook } from '../../core/webhook.ts';
import type { Call, Operation, Reply, RowShape } from '../../gateways/dialect.ts';
import { operation } from '../../gateways/dialect.ts';
import { type Reading, readFields } from '../../gateways/kit/read.ts';
import { fieldsOfQuery, isoOf, reply } from '../family.ts';
import { readName, readNameOf, readOrderName } from '../locator.ts';
import { listOf, mapOf, moment, namesOf, objectOf } from '../shape.ts';
import { orNull, pageBy, SPAN, text, whole, wordOf } from '../shape.ts';

const PAGE_MAX = 100;
const PAGE = 20;
const SKIP_MAX = 10_000;
export const WEBHOOK_STATES = ['waiting', 'delivered', 'failed', 'held'] as const;

/** Where these rows are, and the name that the list has there. */
const PLACES = ['webhooks', 'notices'] as const;

const SHOWN = {
  ...{ id: text, event: text, dialect: text, order: orNull(text), reference: orNull(text) },
  ...{ endpoint: orNull(text), to: text, endpoint_state: orNull(text), url: text },
  ...{ state: wordOf(WEBHOOK_STATES), attempts_made: whole, next_attempt_at: orNull(moment) },
  ...{ created_at: moment, delivered_at: orNull(moment) },
};
const FILTERS = {
  order: { schema: text, says: 'One order, in any spelling.' },
  endpoint: { schema: text },
  state: { schema: wordOf(WEBHOOK_STATES) },
  ...SPAN,
};
const LIST = {
  does: 'Lists the webhooks that were sent, newest first.',
  query: { ...FILTERS, ...pageBy(SKIP_MAX) },
};
const REPLAYED = objectOf({ replayed: whole });
const REPLAYS = {
  does: 'Sends all that fit once more.',
  body: { ...FILTERS, since: { ...SPAN['since'], schema: text, required: true } },
  answer: REPLAYED,
} as const;
const FIND = {
  does: 'Tells a webhook: the exact request, and every attempt.',
  answer: objectOf({
    ...SHOWN,
    request: objectOf({ method: text, url: text, headers: mapOf(text), body: text }),
    attempts: listOf(
      objectOf({
        ...{ number: whole, at: moment, duration_ms: orNull(whole), headers: mapOf(text) },
        ...{ status: orNull(whole), reply: orNull(text), error: orNull(text) },
      }),
    ),
  }),
};
const REPLAY = { does: 'Sends a webhook once more.', body: {}, answer: REPLAYED };

/** The same at both places; at the older one it is said to be so. */
function shapesAt(name: string) {
  const old = name === 'webhooks' ? {} : ({ deprecated: true } as const);
  const answer = objectOf({ [name]: listOf(objectOf(SHOWN)) });
  const mark = (shape: RowShape): RowShape => ({ ...shape, ...old });
  return {
    list: mark({ ...LIST, answer }),
    replays: mark(REPLAYS),
    find: mark(FIND),
    replay: mark(REPLAY),
  };
}

const FETCH = { method: 'GET', rate: 'fetch' } as const;
const CREATE = { method: 'POST', rate: 'create' } as const;

// `/notices` is the name of before; what it answered it still answers.
export const webhookOperations: readonly Operation[] = PLACES.flatMap((name) => {
  const { list, replays, find, replay } = shapesAt(name);
  return [
    operation({ ...FETCH, path: `/${name}`, shape: list }, parseList, (rows) =>
      reply({ [name]: rows.map(viewWebhook) }),
    ),
    operation({ ...CREATE, path: `/${name}/replay`, shape: replays }, parseReplays, reply),
    operation({ ...FETCH, path: `/${name}/:id`, shape: find }, parseFind, renderTraced),
    operation({ ...CREATE, path: `/${name}/:id/replay`, shape: replay }, parseReplay, reply),
  ];
});

function parseList(call: Call): ListWebhooks | Failure {
  const read = readFields(fieldsOfQuery(call));
  read.refuseStrangers(Object.keys(LIST.query));
  const skip = read.count('skip', 0, SKIP_MAX) ?? 0;
  const count = read.count('count', 1, PAGE_MAX) ?? PAGE;
  const selection = readSelection(read, call);
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'listWebhooks', selection, skip, count };
}

function parseFind({ params }: Call): FindWebhook {
  return { kind: 'findWebhook', webhook: readName(params['id'] ?? '') };
}

function parseReplay({ params, fields }: Call): ReplayWebhook | Failure {
  const read = readFields(fields);
  read.refuseStrangers(Object.keys(REPLAY.body));
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'replayWebhook', webhook: readName(params['id'] ?? '') };
}

function parseReplays(call: Call): ReplayWebhooks | Failure {
  const read = readFields(call.fields);
  read.refuseStrangers(namesOf(REPLAYS));
  if ((read.raw('since') ?? null) === null) read.wrong('since', 'required', 'is required');
  const selection = readSelection(read, call);
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'replayWebhooks', selection };
}

function readSelection(read: Reading, { addresses }: Call): WebhookSelection {
  const order = readNameOf(read, 'order');
  const endpoint = readNameOf(read, 'endpoint');
  return {
    order: order === null ? null : readOrderName(order, addresses),
    endpoint: endpoint === null ? null : readName(endpoint),
    state: read.choice('state', WEBHOOK_STATES),
    since: read.moment('since'),
    until: read.moment('until'),
  };
}

function renderTraced(webhook: TracedWebhook): Reply {
  return reply(viewTraced(webhook));
}

/** As programs read it, with what was sent and how that went. */
export function viewTraced(webhook: TracedWebhook): object {
  const { method, url, headers, body } = webhook.request;
  return {
    ...viewWebhook(webhook),
    request: { method, url, headers, body },
    attempts: webhook.deliveries.map(attemptOf),
  };
}

/** As programs read it in a list. */
export function viewWebhook(webhook: SentWebhook): object {
  const { order, endpoint, to, state } = webhook;
  return {
    id: `msg_${webhook.token}`,
    event: webhook.event,
    dialect: webhook.dialect,
    order: order === null ? null : `order_${order.id.token}`,
    reference: order?.reference ?? null,
    endpoint: endpoint === null ? null : `ep_${endpoint.id.token}`,
    to,
    endpoint_state: to === 'order' ? null : endpoint === null ? 'removed' : endpointState(endpoint),
    url: webhook.url,
    state,
    attempts_made: webhook.tries,
    next_attempt_at: state === 'waiting' ? isoOf(webhook.dueAt) : null,
    created_at: isoOf(webhook.createdAt),
    delivered_at: webhook.deliveredAt === null ? null : isoOf(webhook.deliveredAt),
  };
}

function attemptOf({ number, at, durationMs, headers, status, reply: answer, error }: Delivery) {
  return {
    number,
    at: isoOf(at),
    duration_ms: durationMs,
    headers,
    status,
    reply: answer,
    error,
  };
}
