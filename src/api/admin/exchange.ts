// What was said to processors and by them, as the operator looks at it.
import { type Failure, invalid } from '../../core/failure.ts';
import type {
  FindTranscript,
  ListTranscripts,
  ShownTranscript,
} from '../../core/review-request.ts';
import { type Call, type Operation, operation, type RowShape } from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { fieldsOfQuery, isoOf, reply } from '../family.ts';
import { readName, readNameOf } from '../locator.ts';
import { listOf, moment, namesOf, objectOf, open } from '../shape.ts';
import { orNull, SPAN, text, textTo, whole, wholeOf } from '../shape.ts';

const PAGE_MAX = 100;
const PAGE = 20;

const SHOWN = {
  ...{ id: text, account: orNull(text), connection: orNull(text), order: orNull(text) },
  ...{ payment: orNull(text), direction: text, operation: text, at: moment },
  ...{ duration_ms: orNull(whole), method: text, url: text, status: orNull(whole) },
  ...{ error: orNull(text), event: orNull(text) },
};
const LIST: RowShape = {
  does: 'Lists what was said to processors and by them, newest first.',
  query: {
    account: { schema: textTo(64), required: true, says: 'The key of an account.' },
    order: { schema: text, says: 'One order, in any spelling.' },
    ...{ payment: { schema: text }, connection: { schema: text } },
    ...SPAN,
    before: { schema: text, says: 'The last id of the page before.' },
    count: { schema: wholeOf(1, PAGE_MAX) },
  },
  answer: objectOf({ exchanges: listOf(objectOf(SHOWN)) }),
};
const FIND: RowShape = {
  does: 'Tells an exchange with what was said, scrubbed.',
  answer: objectOf({ ...SHOWN, headers: open, body: open, reply: open }),
};

export const exchangeOperations: readonly Operation[] = Object.freeze([
  operation(
    { method: 'GET', path: '/exchanges', rate: 'fetch', role: 'read', shape: LIST },
    parseList,
    (exchanges) => reply({ exchanges: exchanges.map(viewExchange) }),
  ),
  operation(
    { method: 'GET', path: '/exchanges/:id', rate: 'fetch', role: 'read', shape: FIND },
    ({ params }: Call): FindTranscript => {
      return { kind: 'findTranscript', transcript: readName(params['id'] ?? '') };
    },
    (exchange) => reply(viewWhole(exchange)),
  ),
]);

/** As programs read it in a list, without what was said. */
export function viewExchange(exchange: ShownTranscript): Readonly<Record<string, unknown>> {
  const { id, account, connectionToken, orderToken, paymentToken, request } = exchange;
  const named = (prefix: string, token: string | null) =>
    token === null ? null : `${prefix}_${token}`;
  return {
    id: `exch_${id.token}`,
    account,
    connection: named('conn', connectionToken),
    order: named('order', orderToken),
    payment: named('pay', paymentToken),
    direction: exchange.direction,
    operation: exchange.operation,
    at: isoOf(exchange.at),
    duration_ms: exchange.durationMs,
    method: request.method,
    url: request.url,
    status: exchange.status,
    error: exchange.error,
    event: exchange.event,
  };
}

export function viewWhole(exchange: ShownTranscript): Readonly<Record<string, unknown>> {
  const { headers, body } = exchange.request;
  return { ...viewExchange(exchange), headers, body, reply: exchange.reply };
}

function parseList(call: Call): ListTranscripts | Failure {
  const read = readFields(fieldsOfQuery(call));
  read.refuseStrangers(namesOf(LIST));
  const account = read.text('account', { required: true, max: 64 });
  const order = readNameOf(read, 'order');
  const [payment = null, connection = null, before = null] = (
    ['payment', 'connection', 'before'] as const
  ).map((field) => {
    const name = readNameOf(read, field);
    return name === null ? null : readName(name);
  });
  const span = { since: read.moment('since'), until: read.moment('until') };
  const count = read.count('count', 1, PAGE_MAX) ?? PAGE;
  if (read.issues.length > 0 || account === null) return invalid(read.issues);
  const about = { orderName: order, payment, connection };
  return { kind: 'listTranscripts', account, ...about, ...span, before, count };
}
