// The webhooks that a merchant keeps with us: create, list, look at, change.
// Source: paytring.md §5.2 (documented); creating and changing are answered as looking is
// (inferred).
import type { FindRecord, ListRecords, PutRecord } from '../../../core/command.ts';
import { type Failure, invalid } from '../../../core/failure.ts';
import { type Locator, tokenLocator } from '../../../core/id.ts';
import type { StoredRecord } from '../../../core/record.ts';
import { type Call, type Operation, type Reply, operation } from '../../dialect.ts';
import { type Reading, readFields } from '../../kit/read.ts';
import { readTruth } from './parse.ts';
import { TOPICS, topicsOf } from './webhook.ts';
import { renderRefusal } from './refusal.ts';
import { reply } from './render.ts';
import { ENDPOINT_PREFIX } from '../ids.ts';

// Records of one kind are shared by all dialects: ours are told by this.
const OURS = Object.freeze({ dialect: 'paytring' });
const LIST_COUNT = 1000;

function parseCreate(call: Call): PutRecord | Failure {
  const read = readFields(call.fields);
  const url = read.url('url', { required: true });
  const topics = readTopics(read, true);
  const active = readActive(read) ?? true;
  if (read.issues.length > 0) return invalid(read.issues);
  const body = { ...OURS, url, events: topics, active };
  return {
    kind: 'putRecord',
    of: 'endpoint',
    record: null,
    uniqueRef: null,
    repeat: 'refuse',
    body,
  };
}

/** What is not named stays as it is. */
function parseUpdate(call: Call): PutRecord | Failure {
  const read = readFields(call.fields);
  const url = read.url('url');
  const topics = readTopics(read, false);
  const active = readActive(read);
  if (read.issues.length > 0) return invalid(read.issues);
  const body = {
    ...OURS,
    ...(url === null ? {} : { url }),
    ...(topics === null ? {} : { events: topics }),
    ...(active === null ? {} : { active }),
  };
  const record = locatorsOf(call);
  const rest = { uniqueRef: null, repeat: 'refuse', merge: true } as const;
  return { kind: 'putRecord', of: 'endpoint', record, body, ...rest };
}

function parseFind(call: Call): FindRecord {
  return { kind: 'findRecord', of: 'endpoint', record: locatorsOf(call) };
}

function parseList(call: Call): ListRecords | Failure {
  const read = readFields(call.fields);
  readActive(read);
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'listRecords', of: 'endpoint', skip: 0, count: LIST_COUNT };
}

function locatorsOf({ params }: Call): readonly Locator[] {
  const locator = tokenLocator(params['id'] ?? '', ENDPOINT_PREFIX);
  return locator === undefined ? [] : [locator];
}

function readTopics(read: Reading, required: boolean): readonly unknown[] | null {
  const raw = read.raw('topics');
  if (raw === undefined && !required) return null;
  const isList = Array.isArray(raw) && raw.length > 0 && raw.every(isTopic);
  if (isList) return [...new Set(raw)];
  const message = `topics must be a list of ${TOPICS.join(', ')}`;
  return read.refuse({ field: 'topics', rule: 'format', message });
}

function isTopic(value: unknown): boolean {
  return TOPICS.some((topic) => topic === value);
}

function readActive(read: Reading): boolean | null {
  if (!read.has('active')) return null;
  const word = readTruth(read.raw('active'));
  if (word !== null) return word;
  return read.refuse({ field: 'active', rule: 'type', message: 'active must be true or false' });
}

function renderOne([record]: readonly StoredRecord[]): Reply {
  return record !== undefined && isOurs(record)
    ? reply({ data: factsOf(record) })
    : renderRefusal({ failure: 'record_not_found' }, 'v2');
}

function renderList(records: readonly StoredRecord[], call: Call): Reply {
  const active = readActive(readFields(call.fields));
  const wanted = records.filter(
    (record) => isOurs(record) && (active === null || record.body['active'] === active),
  );
  return reply({ data: wanted.map(factsOf) });
}

function isOurs({ body }: StoredRecord): boolean {
  return body['dialect'] === OURS.dialect;
}

function factsOf({ id, body, createdAt }: StoredRecord) {
  return {
    id: `${ENDPOINT_PREFIX}_${id.token}`,
    url: body['url'],
    topics: topicsOf(body),
    status: body['active'] === true ? 'active' : 'inactive',
    created_at: new Date(createdAt).toISOString().replace(/\.\d+Z$/, 'Z'),
  };
}

const POST = { method: 'POST' } as const;

/** That fetching is a POST to `…/update` is a documented oddity. */
export const endpointOperations: readonly Operation[] = [
  operation({ ...POST, path: '/webhook/create', rate: 'create' }, parseCreate, renderOne),
  operation({ ...POST, path: '/webhook/list', rate: 'fetch' }, parseList, renderList),
  operation({ ...POST, path: '/webhook/:id/update', rate: 'fetch' }, parseFind, renderOne),
  operation({ ...POST, path: '/webhook/:id', rate: 'create' }, parseUpdate, renderOne),
];
