// The connections of an account as the operator lists, adds, changes, checks and retires them.
import {
  type AddConnection,
  type ChangeConnection,
  type CheckConnection,
  type CheckedConnection,
  type FindConnection,
  nameConnection,
  type RetireConnection,
  type ShownConnection,
} from '../../core/connection.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import { type Call, type Operation, operation, type RowShape } from '../../gateways/dialect.ts';
import { type Reading, readFields } from '../../gateways/kit/read.ts';
import { isoOf, reply } from '../family.ts';
import { readName } from '../locator.ts';
import { flag, listOf, mapOf, moment, namesOf, objectOf } from '../shape.ts';
import { orNull, text, textTo, whole, wordOf } from '../shape.ts';
import { readWord } from '../word.ts';

const MODES = ['test', 'live'] as const;
const TEXT_MAX = 2048;
const ALL = { path: '/accounts/:key/connections' } as const;
const ONE = { path: '/accounts/:key/connections/:id' } as const;
/** Never the credentials. */
const ADMIN = { role: 'admin', audits: ['processor', 'mode', 'label', 'keep_former'] } as const;
const CHECK = { path: '/accounts/:key/connections/:id/check' } as const;

const SHOWN = objectOf({
  ...{ id: text, account: text, processor: text, mode: wordOf(MODES), label: orNull(text) },
  ...{ base_url: orNull(text), credentials: mapOf(text), secrets: mapOf(flag) },
  ...{ former_credentials: whole, route: flag, webhook_url: orNull(text), remedy: orNull(text) },
  ...{ created_at: moment, checked_at: orNull(moment), retired_at: orNull(moment) },
});
const CREDENTIALS = { required: true, says: 'By the names of the processor.' } as const;

const LIST: RowShape = {
  does: 'Lists the connections of an account.',
  answer: objectOf({ connections: listOf(SHOWN) }),
};
const ADD: RowShape = {
  does: 'Connects an account to a processor, once its credentials were tried there.',
  body: {
    processor: { schema: textTo(64), required: true },
    mode: { schema: wordOf(MODES), required: true, says: 'Of the credentials.' },
    label: { schema: textTo(TEXT_MAX) },
    base_url: { schema: textTo(TEXT_MAX), says: 'Another address of the processor.' },
    credentials: { schema: mapOf(text), ...CREDENTIALS },
  },
  answer: SHOWN,
};
const FIND: RowShape = { does: 'Tells a connection; never with a secret.', answer: SHOWN };
const CHANGE: RowShape = {
  does: 'Gives a connection other credentials.',
  body: {
    credentials: { schema: mapOf(orNull(text)), says: CREDENTIALS.says },
    keep_former: { schema: flag, says: 'Whether what they opened is still opened; true.' },
  },
  answer: SHOWN,
};
const CHECKED: RowShape = {
  does: 'Tries the credentials at the processor.',
  answer: objectOf({
    ...{ result: text, why: orNull(text), said: orNull(text), connection: SHOWN },
  }),
};
const RETIRE: RowShape = { does: 'Retires a connection: it carries nothing new.', answer: SHOWN };

export const connectionOperations: readonly Operation[] = Object.freeze([
  operation(
    { ...ALL, method: 'GET', rate: 'fetch', role: 'read', shape: LIST },
    ({ params }) => ({ kind: 'listConnections', account: params['key'] ?? '' }),
    (connections) => reply({ connections: connections.map(viewConnection) }),
  ),
  operation({ ...ALL, method: 'POST', rate: 'create', shape: ADD, ...ADMIN }, parseAdd, renderOne),
  operation(
    { ...ONE, method: 'GET', rate: 'fetch', role: 'read', shape: FIND },
    (call: Call): FindConnection => ({ kind: 'findConnection', ...namedBy(call) }),
    renderOne,
  ),
  operation(
    { ...ONE, method: 'PATCH', rate: 'create', shape: CHANGE, ...ADMIN },
    parseChange,
    renderOne,
  ),
  operation(
    { ...CHECK, method: 'POST', rate: 'create', role: 'operate', shape: CHECKED },
    (call: Call): CheckConnection => ({ kind: 'checkConnection', ...namedBy(call) }),
    (checked) => reply(viewChecked(checked)),
  ),
  operation(
    { ...ONE, method: 'DELETE', rate: 'create', shape: RETIRE, ...ADMIN },
    (call: Call): RetireConnection => ({ kind: 'retireConnection', ...namedBy(call) }),
    renderOne,
  ),
]);

/** As programs read it; never with a secret. */
export function viewConnection(connection: ShownConnection): Readonly<Record<string, unknown>> {
  const { id, account, processor, mode, label, baseUrl, shown, secrets } = connection;
  const { createdAt, checkedAt, retiredAt } = connection;
  return {
    id: nameConnection(id),
    account,
    processor,
    mode,
    label,
    base_url: baseUrl,
    credentials: shown,
    secrets,
    former_credentials: connection.formerCredentials,
    route: connection.isRoute,
    webhook_url: connection.webhookUrl,
    remedy: connection.remedy,
    created_at: isoOf(createdAt),
    checked_at: checkedAt === null ? null : isoOf(checkedAt),
    retired_at: retiredAt === null ? null : isoOf(retiredAt),
  };
}

export function viewChecked(checked: CheckedConnection): Readonly<Record<string, unknown>> {
  const { connection, result, why, said } = checked;
  return { result, why, said, connection: viewConnection(connection) };
}

function renderOne(connection: ShownConnection) {
  return reply(viewConnection(connection));
}

function namedBy({ params }: Call) {
  return { account: params['key'] ?? '', connection: readName(params['id'] ?? '') };
}

function parseAdd({ fields, params }: Call): AddConnection | Failure {
  const read = readFields(fields);
  read.refuseStrangers(namesOf(ADD));
  const processor = read.text('processor', { required: true, max: 64 });
  const mode = readWord(read, 'mode', MODES, true);
  const label = read.text('label', { max: TEXT_MAX });
  const baseUrl = read.text('base_url', { max: TEXT_MAX });
  const credentials = readCredentials(read, false);
  if (read.issues.length > 0 || processor === null || mode === null) return invalid(read.issues);
  const facts = { processor, mode, label, baseUrl };
  return { kind: 'addConnection', account: params['key'] ?? '', ...facts, credentials };
}

function parseChange(call: Call): ChangeConnection | Failure {
  const read = readFields(call.fields);
  read.refuseStrangers(namesOf(CHANGE));
  const keepsFormer = read.choice('keep_former', [true, false]) ?? true;
  if (read.names('keep_former') && read.raw('keep_former') === null) {
    read.wrong('keep_former', 'type', 'must be true or false');
  }
  const isNamed = read.names('credentials') || keepsFormer;
  const credentials = isNamed ? readCredentials(read, true) : {};
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'changeConnection', ...namedBy(call), credentials, keepsFormer };
}

/** What they must be beyond texts only their processor knows. No issue repeats what came. */
function readCredentials(read: Reading, isChange: false): Readonly<Record<string, string>>;
function readCredentials(read: Reading, isChange: true): Readonly<Record<string, string | null>>;
function readCredentials(
  read: Reading,
  isChange: boolean,
): Readonly<Record<string, string | null>> {
  const given = read.object('credentials', { required: true }) ?? {};
  const entries = Object.entries(given).flatMap(([name, value]) => {
    if (typeof value === 'string' || (isChange && value === null)) return [[name, value] as const];
    read.wrong(`credentials.${name.slice(0, 100)}`, 'type', 'must be a text');
    return [];
  });
  return Object.fromEntries(entries);
}
