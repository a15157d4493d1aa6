// The endpoints of an account: who is told of what happens, in which gateway's words.
import type { Account } from '../../core/account.ts';
import type { AddedEndpoint, AddEndpoint, ChangeRecord } from '../../core/account-request.ts';
import type { DeleteRecord, RecordChange } from '../../core/account-request.ts';
import type { FindRecord, ListRecords } from '../../core/command.ts';
import { endpointState } from '../../core/endpoint.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { Call, Dialect, Operation, RowShape, Takes } from '../../gateways/dialect.ts';
import { operation } from '../../gateways/dialect.ts';
import { isRecord, type Reading, readFields } from '../../gateways/kit/read.ts';
import { fieldsOfQuery, isoOf, reply, unsealSecret } from '../family.ts';
import { readName } from '../locator.ts';
import { flag, listOf, moment, namesOf, objectOf } from '../shape.ts';
import { orNull, pageBy, text, textTo, whole, wholeOf, wordOf } from '../shape.ts';

const URL_MAX = 2048;
const SECRET_MIN = 8;
const SECRET_MAX = 255;
const DESCRIPTION_MAX = 255;
const RETRIES_MAX = 20;
const RETRY_SECONDS_MAX = 86_400;
const EVENTS_MAX = 100;
const PAGE_MAX = 100;
const FORMATS = ['json', 'form', 'both'] as const;
const SKIP_MAX = 1_000_000;

const TAKES: Takes = {
  url: { schema: textTo(URL_MAX), says: 'http or https; https alone for a live account.' },
  dialect: { schema: text, says: 'In whose words it is told; never changed.' },
  version: { schema: orNull(text), says: 'One of the dialect’s; the newest unless given.' },
  events: {
    schema: orNull({ ...listOf(text), minItems: 1, maxItems: EVENTS_MAX }),
    says: 'Some of the dialect’s; all unless given.',
  },
  format: { schema: orNull(wordOf(FORMATS)), says: 'For gateways that post JSON or forms.' },
  secret: {
    schema: { ...textTo(SECRET_MAX), minLength: SECRET_MIN },
    says: 'Made unless given; never repeated.',
  },
  active: { schema: flag },
  retry_seconds: {
    schema: orNull({ ...listOf(wholeOf(1, RETRY_SECONDS_MAX)), maxItems: RETRIES_MAX }),
    says: 'The waits after each failure; the gateway’s own unless given.',
  },
  description: { schema: orNull(textTo(DESCRIPTION_MAX)) },
};
const SHOWN = {
  ...{ id: text, url: text, dialect: text, version: orNull(text), events: orNull(listOf(text)) },
  ...{ secret_exists: flag, active: flag, state: text, retry_seconds: orNull(listOf(whole)) },
  paused: orNull(objectOf({ since: moment, because: orNull(text) })),
  ...{ description: orNull(text), created_at: moment },
};
const MISSING = { format: wordOf(FORMATS) };
const ANSWER = objectOf(SHOWN, MISSING);
const ADD: RowShape = {
  does: 'Adds an endpoint; a secret that is made here is told this once.',
  body: {
    ...TAKES,
    url: { ...TAKES['url'], schema: textTo(URL_MAX), required: true },
    dialect: { ...TAKES['dialect'], schema: text, required: true },
  },
  answer: objectOf(SHOWN, { ...MISSING, secret: text }),
};
const LIST: RowShape = {
  does: 'Lists the endpoints of the account.',
  query: pageBy(SKIP_MAX),
  answer: objectOf({ endpoints: listOf(ANSWER) }),
};
const FIND: RowShape = { does: 'Tells an endpoint.', answer: ANSWER };
const CHANGE: RowShape = {
  does: 'Changes an endpoint; null takes a field back to what it is when nobody names it.',
  body: TAKES,
  answer: ANSWER,
};
const REMOVE: RowShape = {
  does: 'Removes an endpoint.',
  answer: objectOf({ id: text, removed: flag }),
};

type Body = StoredRecord['body'];
type Dialects = ReadonlyMap<string, Dialect>;

const ALL = { path: '/endpoints' } as const;
const ONE = { path: '/endpoints/:id' } as const;

export function endpointOperations(dialects: Dialects): readonly Operation[] {
  const parseAdd = (call: Call) => parseAdded(call, dialects);
  const parseChange = (call: Call) => parseChanged(call, dialects);
  return [
    operation(
      { ...ALL, method: 'POST', rate: 'create', unseal: unsealSecret, shape: ADD },
      parseAdd,
      renderAdded,
    ),
    operation({ ...ALL, method: 'GET', rate: 'fetch', shape: LIST }, parseList, (records) =>
      reply({ endpoints: records.map(viewEndpoint) }),
    ),
    operation({ ...ONE, method: 'GET', rate: 'fetch', shape: FIND }, parseFind, renderOne),
    operation({ ...ONE, method: 'PATCH', rate: 'create', shape: CHANGE }, parseChange, renderOne),
    operation(
      { ...ONE, method: 'DELETE', rate: 'create', shape: REMOVE },
      parseDelete,
      ([{ id }]) => reply({ id: `ep_${id.token}`, removed: true }),
    ),
  ];
}

type Asked = Pick<Call, 'fields' | 'account' | 'params'>;

export function parseAdded({ fields, account }: Asked, dialects: Dialects): AddEndpoint | Failure {
  const read = readFields(fields);
  read.refuseStrangers(namesOf(ADD));
  const name = read.choice('dialect', [...dialects.keys()]);
  if ((read.raw('dialect') ?? null) === null) read.wrong('dialect', 'required', 'is required');
  const dialect = name === null ? undefined : dialects.get(name);
  const body = { active: true, dialect: name, ...readBody(read, account, dialect, true) };
  const secret = readSecret(read);
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'addEndpoint', body, secret };
}

/** A dialect's own versions and events are known once the record is. */
export function parseChanged({ fields, account, params }: Asked, dialects: Dialects): ChangeRecord {
  const change = (before: StoredRecord): RecordChange | Failure => {
    const read = readFields(fields);
    read.refuseStrangers(namesOf(CHANGE));
    const name = String(before.body['dialect']);
    if (read.names('dialect') && read.raw('dialect') !== name) {
      read.wrong('dialect', 'format', 'cannot be changed: remove this endpoint and make another');
    }
    const body = readBody(read, account, dialects.get(name), false);
    const secret = readSecret(read);
    if (read.issues.length > 0) return invalid(read.issues);
    return secret === null ? { body } : { body, secret };
  };
  return { kind: 'changeRecord', of: 'endpoint', record: readName(params['id'] ?? ''), change };
}

function parseList(call: Call): ListRecords | Failure {
  const read = readFields(fieldsOfQuery(call));
  read.refuseStrangers(namesOf(LIST));
  const skip = read.count('skip', 0, SKIP_MAX) ?? 0;
  const count = read.count('count', 1, PAGE_MAX) ?? PAGE_MAX;
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'listRecords', of: 'endpoint', skip, count };
}

function parseFind({ params }: Call): FindRecord {
  return { kind: 'findRecord', of: 'endpoint', record: readName(params['id'] ?? '') };
}

export function parseDelete({ params }: Pick<Call, 'params'>): DeleteRecord {
  return { kind: 'deleteRecord', of: 'endpoint', record: readName(params['id'] ?? '') };
}

/** What is named; null takes a field back to what it is when nobody names it. */
function readBody(
  read: Reading,
  account: Account,
  dialect: Dialect | undefined,
  isNew: boolean,
): Body {
  const required = isNew || read.names('url');
  const url = read.url('url', { required, max: URL_MAX });
  const description = read.text('description', { max: DESCRIPTION_MAX });
  if (url !== null) checkAddress(read, url, account);
  const active = read.choice('active', [true, false]);
  if (read.names('active') && read.raw('active') === null) {
    read.wrong('active', 'type', 'must be true or false');
  }
  const found: Body = {
    version: read.choice('version', dialect?.webhooks.versions ?? []),
    events: readEvents(read, dialect?.webhooks.events ?? []),
    format: read.choice('format', FORMATS),
    retry_seconds: readRetries(read),
    description,
  };
  const named = Object.entries(found).filter(([name]) => read.names(name));
  return {
    ...(url === null ? {} : { url }),
    ...(active === null ? {} : { active }),
    // What is undefined is not written at all.
    ...Object.fromEntries(named.map(([name, value]) => [name, value ?? undefined])),
  };
}

/** Money is announced over TLS, unless it stays on one machine. */
function checkAddress(read: Reading, url: string, { mode }: Account): void {
  const { protocol, hostname } = new URL(url);
  if (/[{}]/.test(url)) read.wrong('url', 'format', 'must be an http or https URL');
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (mode === 'live' && protocol !== 'https:' && !isLoopback) {
    read.wrong('url', 'format', 'must be an https URL for a live account');
  }
}

function readEvents(read: Reading, words: readonly string[]): readonly string[] | null {
  const given = read.raw('events') ?? null;
  if (given === null) return null;
  if (!Array.isArray(given) || given.length < 1 || given.length > EVENTS_MAX) {
    return read.wrong('events', 'type', `must be a list of 1 to ${EVENTS_MAX} words`);
  }
  if (!given.every((each) => words.includes(each))) {
    return read.wrong('events', 'format', `must be among ${words.join(', ')}`);
  }
  return [...new Set(given)];
}

function readRetries(read: Reading): readonly number[] | null {
  const given = read.raw('retry_seconds') ?? null;
  if (given === null) return null;
  const isWhole = (each: unknown): boolean =>
    Number.isInteger(each) && Number(each) >= 1 && Number(each) <= RETRY_SECONDS_MAX;
  if (Array.isArray(given) && given.length <= RETRIES_MAX && given.every(isWhole)) return given;
  const says = `must be at most ${RETRIES_MAX} whole numbers of 1 to ${RETRY_SECONDS_MAX}`;
  return read.wrong('retry_seconds', 'type', says);
}

/** Null: none was named. It is never repeated in an answer. */
function readSecret(read: Reading): string | null {
  if (!read.names('secret')) return null;
  const bounds = { min: SECRET_MIN, max: SECRET_MAX };
  const secret = read.text('secret', { ...bounds, required: true, hidden: true });
  if (secret === null || !secret.startsWith('whsec_')) return secret;
  const bytes = Buffer.from(secret.slice(6), 'base64');
  if (`whsec_${bytes.toString('base64')}` === secret && bytes.length >= 24) return secret;
  return read.wrong('secret', 'format', 'that begins with whsec_ must go on in base64');
}

function renderAdded({ endpoint, secret }: AddedEndpoint) {
  return reply({ ...viewEndpoint(endpoint), ...(secret === null ? {} : { secret }) });
}

function renderOne([endpoint]: readonly [StoredRecord]) {
  return reply(viewEndpoint(endpoint));
}

/** As programs read it; never with its secret. */
export function viewEndpoint(endpoint: StoredRecord): Readonly<Record<string, unknown>> {
  const { id, body, createdAt, sealedSecret } = endpoint;
  const { url, dialect, version, format, retry_seconds: retries, description } = body;
  const { paused_at: since, paused_because: because } = body;
  const state = endpointState(endpoint);
  return {
    id: `ep_${id.token}`,
    url,
    dialect,
    version: version ?? null,
    events: chosenEvents(body),
    ...(format === undefined ? {} : { format }),
    secret_exists: sealedSecret !== null,
    active: state === 'active',
    state,
    paused: state === 'paused' ? { since: isoOf(since), because: because ?? null } : null,
    retry_seconds: retries ?? null,
    description: description ?? null,
    created_at: isoOf(createdAt),
  };
}

/** Null: all that there are. Gateways' own requests name them as a list or as flags. */
function chosenEvents({ events }: Body): readonly string[] | null {
  if (Array.isArray(events)) return events;
  // Flags of nothing are no choice.
  if (!isRecord(events) || Object.keys(events).length === 0) return null;
  return Object.keys(events).filter((name) => events[name] === true);
}
