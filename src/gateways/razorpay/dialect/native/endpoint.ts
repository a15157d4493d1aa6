// Where the merchant wants to be told of events: the webhooks that plugins set up by themselves.
// Source: razorpay.md §3, "Management API used by plugins" (observed); the secret is never
// told back.
import type { FindRecord, ListRecords, PutRecord } from '../../../../core/command.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { StoredRecord } from '../../../../core/record.ts';
import type { Call, Fields, Reply } from '../../../dialect.ts';
import { isRecord, readFields } from '../../../kit/read.ts';
import { has, readFlag, readText } from './field.ts';
import { readBareId } from '../../ids.ts';
import { seconds } from '../../time.ts';
import { readRange, refuseFilters } from './range.ts';
import { refuse, renderRefusal } from './refusal.ts';
import { collectionOf, jsonOf } from './view.ts';

const DIALECT = 'razorpay';
const URL_MAX = 255;
const SECRET_MAX = 255;
const EVENTS_MAX = 100;
const EVENT = /^[a-z0-9_]+(?:\.[a-z0-9_]+){1,3}$/;

type Body = Readonly<Record<string, unknown>>;

export function parseWebhook(call: Call): PutRecord | Failure {
  const body = readBody(call.fields, call.now);
  if (isFailure(body)) return body;
  if (body['url'] === undefined) return refuse('url', 'required', 'The url field is required.');
  const whole = { active: true, events: {}, ...body, dialect: DIALECT };
  const secret = readSecret(call.fields);
  if (isFailure(secret)) return secret;
  const rest = { record: null, uniqueRef: null, repeat: 'refuse' } as const;
  return { kind: 'putRecord', of: 'endpoint', ...rest, ...secret, body: whole };
}

/** What is not sent stays as it was, the secret too. */
export function parseWebhookEdit({ params, fields, now }: Call): PutRecord | Failure {
  const record = readBareId(params['id'] ?? '');
  if (isFailure(record)) return record;
  const body = readBody(fields, now);
  if (isFailure(body)) return body;
  const secret = readSecret(fields);
  if (isFailure(secret)) return secret;
  const rest = { uniqueRef: null, repeat: 'refuse', merge: true } as const;
  return { kind: 'putRecord', of: 'endpoint', record, ...rest, ...secret, body };
}

/** The secret that came, to be kept sealed; nothing when none did. */
function readSecret(fields: Fields): { readonly secret?: string } | Failure {
  const secret = readText(fields, 'secret', SECRET_MAX);
  if (secret === null) return {};
  return isFailure(secret) ? secret : { secret };
}

function readBody(fields: Fields, now: number): Body | Failure {
  const { values } = fields;
  const read = readFields(fields);
  const url = read.url('url', { max: URL_MAX });
  if (read.issues.length > 0) return refuse('url', 'format', 'The url format is invalid.');
  const email = readText(fields, 'alert_email', 255);
  if (isFailure(email)) return email;
  const events = has(values, 'events') ? readEvents(values['events']) : null;
  if (isFailure(events)) return events;
  const active = has(values, 'active') ? readFlag(values['active']) : null;
  return {
    updated_at: seconds(now),
    ...(url === null ? {} : { url }),
    ...(email === null ? {} : { alert_email: email }),
    ...(events === null ? {} : { events }),
    // Whoever says whether it is active has seen that we paused it: that is over.
    ...(active === null ? {} : { active, paused_at: null, paused_because: null }),
  };
}

/** Flags by name, as `{"payment.captured": true}`, or a list of names. */
function readEvents(events: unknown): Readonly<Record<string, boolean>> | Failure {
  const pairs: readonly (readonly [unknown, unknown])[] = Array.isArray(events)
    ? events.map((name) => [name, true])
    : isRecord(events)
      ? Object.entries(events)
      : [['', '']];
  const flags: Record<string, boolean> = {};
  for (const [name, value] of pairs.slice(0, EVENTS_MAX)) {
    const flag = readFlag(value);
    if (typeof name !== 'string' || name.length > 64 || !EVENT.test(name) || flag === null) {
      return refuse('events', 'format', 'Invalid event name/names.');
    }
    flags[name] = flag;
  }
  return flags;
}

export function parseFindWebhook({ params }: Call): FindRecord | Failure {
  const record = readBareId(params['id'] ?? '');
  return isFailure(record) ? record : { kind: 'findRecord', of: 'endpoint', record };
}

export function parseWebhooks({ request }: Call): ListRecords | Failure {
  const range = readRange(request.query);
  if (isFailure(range)) return range;
  const { count, skip } = range;
  const other = refuseFilters(request.query, ['count', 'skip']);
  return other ?? { kind: 'listRecords', of: 'endpoint', count, skip };
}

function view({ id, body, createdAt, sealedSecret }: StoredRecord) {
  const { url, active, events, alert_email, updated_at } = body;
  return {
    id: id.token,
    entity: 'webhook' as const,
    url: url ?? null,
    alert_email: alert_email ?? null,
    secret_exists: sealedSecret !== null,
    active: active ?? true,
    events: flagsOf(events),
    created_at: seconds(createdAt),
    updated_at: updated_at ?? seconds(createdAt),
  };
}

/** Endpoints that were made elsewhere name their events in a list. */
function flagsOf(events: unknown): object {
  if (Array.isArray(events)) return Object.fromEntries(events.map((name) => [name, true]));
  return isRecord(events) ? events : {};
}

export function renderWebhook([record]: readonly StoredRecord[], { request }: Call): Reply {
  if (record === undefined) return renderRefusal({ failure: 'record_not_found' }, request);
  return jsonOf(view(record));
}

/** Endpoints that were made in another dialect speak that one. */
export function renderWebhooks(records: readonly StoredRecord[]): Reply {
  const own = records.filter(({ body }) => (body['dialect'] ?? DIALECT) === DIALECT);
  return jsonOf(collectionOf(own.map(view)));
}
