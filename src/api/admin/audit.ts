// What operators changed, as an operator looks at it.
import { type Failure, invalid } from '../../core/failure.ts';
import { type AuditRecord, type ListAudit, ROLES } from '../../core/operator.ts';
import { type Call, type Operation, operation, type RowShape } from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { fieldsOfQuery, isoOf, reply } from '../family.ts';
import { listOf, mapOf, moment, namesOf, objectOf } from '../shape.ts';
import { orNull, SPAN, text, textTo, wholeOf, wordOf } from '../shape.ts';

const PAGE_MAX = 100;
const PAGE = 50;
const ID_PREFIX = 'aud_';

const LIST: RowShape = {
  does: 'Lists what operators changed, newest first.',
  query: {
    operator: { schema: textTo(64), says: 'Done by whom.' },
    account: { schema: textTo(64), says: 'About this account.' },
    ...SPAN,
    before: { schema: textTo(24), says: 'The last id of the page before.' },
    count: { schema: wholeOf(1, PAGE_MAX) },
  },
  answer: objectOf({
    audit: listOf(
      objectOf({
        ...{ id: text, at: moment, operator: text, role: wordOf(ROLES), from: text },
        ...{ operation: text, account: orNull(text), target: mapOf(text) },
        ...{ request_id: orNull(text), outcome: text },
      }),
    ),
  }),
};

export const auditOperations: readonly Operation[] = Object.freeze([
  operation(
    { method: 'GET', path: '/audit', rate: 'fetch', role: 'read', shape: LIST },
    parseList,
    (records) => reply({ audit: records.map(viewAudit) }),
  ),
]);

/** As programs read it. */
export function viewAudit(record: AuditRecord): Readonly<Record<string, unknown>> {
  const { key, at, operator, role, from, operation, account, target, outcome } = record;
  return {
    id: `${ID_PREFIX}${key}`,
    ...{ at: isoOf(at), operator, role, from, operation, account, target },
    ...{ request_id: record.requestId, outcome },
  };
}

function parseList(call: Call): ListAudit | Failure {
  const read = readFields(fieldsOfQuery(call));
  read.refuseStrangers(namesOf(LIST));
  const operator = read.text('operator', { max: 64 });
  const account = read.text('account', { max: 64 });
  const [since, until] = [read.moment('since'), read.moment('until')];
  const last = read.text('before', { max: 24 });
  const before = last === null ? null : Number(last.replace(ID_PREFIX, ''));
  if (before !== null && !Number.isSafeInteger(before)) {
    read.wrong('before', 'format', `must be an id such as ${ID_PREFIX}1`);
  }
  const count = read.count('count', 1, PAGE_MAX) ?? PAGE;
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'listAudit', since, until, operator, account, before, count };
}
