// The endpoints of an account: who is told of what happens, in which gateway's words.
import { randomBytes } from 'node:crypto';
import type { Account } from '../core/account.ts';
import { type Failure, invalid, isFailure } from '../core/failure.ts';
import type { StoredRecord } from '../core/record.ts';
import type { Dialect } from '../gateways/dialect.ts';
import { isRecord, readFields } from '../gateways/kit/read.ts';
import type { Result } from '../engine/orders/dispatch.ts';
import { isPaused } from '../engine/webhooks/outbox.ts';
import {
  type Errand,
  type Office,
  type Row,
  readName,
  readSheet,
  type Sheet,
} from './account-call.ts';

const URL_MAX = 2048;
const SECRET_MIN = 8;
const SECRET_MAX = 255;
const DESCRIPTION_MAX = 255;
const RETRIES_MAX = 20;
const RETRY_SECONDS_MAX = 86_400;
const EVENTS_MAX = 100;
/** More would make every payment of the account send more than anybody reads. */
const ENDPOINTS_MAX = 100;
const PAGE_MAX = 100;
const FIELDS = ['url', 'dialect', 'version', 'events', 'format', 'secret', 'active'].concat([
  'retry_seconds',
  'description',
]);
const FORMATS = ['json', 'form', 'both'] as const;

type Body = Readonly<Record<string, unknown>>;

export const endpointRows: readonly Row[] = [
  { method: 'POST', path: '/endpoints', rate: 'create', act: addEndpoint, unseal },
  { method: 'GET', path: '/endpoints', rate: 'fetch', act: listEndpoints },
  { method: 'GET', path: '/endpoints/:id', rate: 'fetch', act: showEndpoint },
  { method: 'PATCH', path: '/endpoints/:id', rate: 'create', act: changeEndpoint },
  { method: 'DELETE', path: '/endpoints/:id', rate: 'create', act: removeEndpoint },
];

async function addEndpoint(office: Office, errand: Errand): Promise<object | Failure> {
  const { app, counter, vault } = office;
  const { account, fields, remember } = errand;
  const sheet = readSheet(fields.values, FIELDS);
  const served = [...counter.dialects.keys()];
  const name = sheet.choice('dialect', served);
  if (sheet.value('dialect') === null) sheet.wrong('dialect', 'required', 'is required');
  const dialect = name === null ? undefined : counter.dialects.get(name);
  const body = { active: true, dialect: name, ...readBody(sheet, errand, dialect, true) };
  const given = readSecret(sheet, errand);
  if (sheet.issues.length > 0) return invalid(sheet.issues);
  const last = await counter.store.listRecords(account.id, 'endpoint', ENDPOINTS_MAX - 1, 1);
  if (last.length > 0) {
    return { ...invalid([]), detail: `An account has at most ${ENDPOINTS_MAX} endpoints` };
  }
  const made = given === null ? `whsec_${randomBytes(32).toString('base64')}` : null;
  const show = (result: Result | Failure, secret: string | null): object | Failure => {
    const record = recordOf(result);
    if (isFailure(record)) return record;
    return { ...viewOf(record), ...(secret === null ? {} : { secret }) };
  };
  const sealed = made === null ? null : vault.seal(made, account.key);
  const rest = { record: null, uniqueRef: null, repeat: 'refuse' } as const;
  const result = await app.dispatch(
    account,
    { kind: 'putRecord', of: 'endpoint', ...rest, body, secret: given ?? made ?? '' },
    remember === null ? null : (answer) => remember(show(answer, sealed)),
  );
  return show(result, made);
}

/** A generated secret is told once; the answer that is saved for a repetition holds it sealed. */
function unseal({ vault }: Office, account: Account, body: string): string {
  const answer = JSON.parse(body) as Body;
  const { secret } = answer;
  if (typeof secret !== 'string') return body;
  return JSON.stringify({ ...answer, secret: vault.open(secret, account.key) });
}

async function listEndpoints({ counter }: Office, errand: Errand): Promise<object | Failure> {
  const sheet = readSheet(errand.query, ['skip', 'count']);
  const skip = sheet.count('skip', 0, 1_000_000) ?? 0;
  const count = sheet.count('count', 1, PAGE_MAX) ?? PAGE_MAX;
  if (sheet.issues.length > 0) return invalid(sheet.issues);
  const records = await counter.store.listRecords(errand.account.id, 'endpoint', skip, count);
  return { endpoints: records.map(viewOf) };
}

async function showEndpoint(office: Office, errand: Errand): Promise<object | Failure> {
  const record = await findEndpoint(office, errand.account, errand.params['id'] ?? '');
  return isFailure(record) ? record : viewOf(record);
}

async function changeEndpoint(office: Office, errand: Errand): Promise<object | Failure> {
  const { app, counter } = office;
  const { account, fields, params } = errand;
  const before = await findEndpoint(office, account, params['id'] ?? '');
  if (isFailure(before)) return before;
  const sheet = readSheet(fields.values, FIELDS);
  const name = String(before.body['dialect']);
  if (sheet.names('dialect') && sheet.value('dialect') !== name) {
    sheet.wrong('dialect', 'format', 'cannot be changed: remove this endpoint and make another');
  }
  const body = readBody(sheet, errand, counter.dialects.get(name), false);
  const secret = readSecret(sheet, errand);
  if (sheet.issues.length > 0) return invalid(sheet.issues);
  const rest = { uniqueRef: before.uniqueRef, repeat: 'refuse', merge: true } as const;
  const record = [{ by: 'token', token: before.id.token }] as const;
  const sealing = secret === null ? {} : { secret };
  const result = recordOf(
    await app.dispatch(
      account,
      { kind: 'putRecord', of: 'endpoint', record, ...rest, body, ...sealing },
      null,
    ),
  );
  if (isFailure(result)) return result;
  counter.deliverer.wake();
  return viewOf(result);
}

async function removeEndpoint(office: Office, errand: Errand): Promise<object | Failure> {
  const { account, params } = errand;
  const record = await findEndpoint(office, account, params['id'] ?? '');
  if (isFailure(record)) return record;
  const { key, token } = record.id;
  const removed = await office.counter.store.deleteRecord(account.id, 'endpoint', key);
  return removed ? { id: `ep_${token}`, removed: true } : { failure: 'record_not_found' };
}

async function findEndpoint(
  { app }: Office,
  account: Account,
  name: string,
): Promise<StoredRecord | Failure> {
  const record = readName(name);
  return recordOf(
    await app.dispatch(account, { kind: 'findRecord', of: 'endpoint', record }, null),
  );
}

function recordOf(result: Result | Failure): StoredRecord | Failure {
  if (isFailure(result)) return result;
  const [record] = result as readonly StoredRecord[];
  return record ?? { failure: 'record_not_found' };
}

/** What is named; null takes a field back to what it is when nobody names it. */
function readBody(
  sheet: Sheet,
  { fields, account }: Errand,
  dialect: Dialect | undefined,
  isNew: boolean,
): Body {
  const read = readFields(fields);
  const required = isNew || sheet.names('url');
  const url = read.url('url', { required, max: URL_MAX });
  const description = read.text('description', { max: DESCRIPTION_MAX });
  sheet.issues.push(...read.issues);
  if (url !== null) checkAddress(sheet, url, account);
  const active = sheet.choice('active', [true, false]);
  if (sheet.names('active') && sheet.value('active') === null) {
    sheet.wrong('active', 'type', 'must be true or false');
  }
  const found: Body = {
    version: sheet.choice('version', dialect?.webhooks.versions ?? []),
    events: readList(sheet, 'events', EVENTS_MAX, 1, dialect?.webhooks.events ?? []),
    format: sheet.choice('format', FORMATS),
    retry_seconds: readRetries(sheet),
    description,
  };
  const named = Object.entries(found).filter(([name]) => sheet.names(name));
  return {
    ...(url === null ? {} : { url }),
    ...(active === null ? {} : { active }),
    // What is undefined is not written at all.
    ...Object.fromEntries(named.map(([name, value]) => [name, value ?? undefined])),
  };
}

/** Money is announced over TLS, unless it stays on one machine. */
function checkAddress(sheet: Sheet, url: string, account: Account): void {
  const { protocol, hostname } = new URL(url);
  if (/[{}]/.test(url)) sheet.wrong('url', 'format', 'must be an http or https URL');
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (account.mode === 'live' && protocol !== 'https:' && !isLoopback) {
    sheet.wrong('url', 'format', 'must be an https URL for a live account');
  }
}

function readList(
  sheet: Sheet,
  field: string,
  most: number,
  least: number,
  words: readonly string[],
): readonly string[] | null {
  const given = sheet.value(field);
  if (given === null) return null;
  if (!Array.isArray(given) || given.length < least || given.length > most) {
    return sheet.wrong(field, 'type', `must be a list of ${least} to ${most} words`);
  }
  if (!given.every((each) => words.includes(each))) {
    return sheet.wrong(field, 'format', `must be among ${words.join(', ')}`);
  }
  return [...new Set(given)];
}

function readRetries(sheet: Sheet): readonly number[] | null {
  const given = sheet.value('retry_seconds');
  if (given === null) return null;
  const isWhole = (each: unknown): boolean =>
    Number.isInteger(each) && Number(each) >= 1 && Number(each) <= RETRY_SECONDS_MAX;
  if (Array.isArray(given) && given.length <= RETRIES_MAX && given.every(isWhole)) return given;
  const says = `must be at most ${RETRIES_MAX} whole numbers of 1 to ${RETRY_SECONDS_MAX}`;
  return sheet.wrong('retry_seconds', 'type', says);
}

/** Null: none was named. It is never repeated in an answer. */
function readSecret(sheet: Sheet, { fields }: Errand): string | null {
  if (!sheet.names('secret')) return null;
  const read = readFields(fields);
  const secret = read.text('secret', { required: true, min: SECRET_MIN, max: SECRET_MAX });
  sheet.issues.push(...read.issues.map(({ received: _, ...issue }) => issue));
  if (secret === null || !secret.startsWith('whsec_')) return secret;
  const bytes = Buffer.from(secret.slice(6), 'base64');
  if (`whsec_${bytes.toString('base64')}` === secret && bytes.length >= 24) return secret;
  return sheet.wrong('secret', 'format', 'that begins with whsec_ must go on in base64');
}

export type EndpointState = 'active' | 'off' | 'paused';

export function stateOf({ body }: StoredRecord): EndpointState {
  if (isPaused(body)) return 'paused';
  return body['active'] === false ? 'off' : 'active';
}

function viewOf(record: StoredRecord): object {
  const { id, body, createdAt, sealedSecret } = record;
  const { url, dialect, version, format, retry_seconds: retries, description } = body;
  const { paused_at: since, paused_because: because } = body;
  const state = stateOf(record);
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

function isoOf(at: unknown): string {
  return new Date(Number(at)).toISOString();
}

/** Null: all that there are. Gateways' own requests name them as a list or as flags. */
function chosenEvents({ events }: Body): readonly string[] | null {
  if (Array.isArray(events)) return events;
  // Flags of nothing are no choice.
  if (!isRecord(events) || Object.keys(events).length === 0) return null;
  return Object.keys(events).filter((name) => events[name] === true);
}
