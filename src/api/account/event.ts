// The events of an account: what happened to its orders, when, and what the evidence said.
import type { EventSelection, ListEvents } from '../../core/account-request.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import type { OrderEvent } from '../../core/result.ts';
import { type Call, type Operation, operation, type RowShape } from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { fieldsOfQuery, isoOf, reply } from '../family.ts';
import { readNameOf, readOrderName } from '../locator.ts';
import { listOf, moment, namesOf, objectOf } from '../shape.ts';
import { orNull, pageBy, SPAN, text, whole } from '../shape.ts';

const PAGE_MAX = 100;
const PAGE = 20;
const SKIP_MAX = 10_000;

const LIST: RowShape = {
  does: 'Lists what happened to orders, newest first, with the evidence.',
  query: {
    order: { schema: text, says: 'One order, in any spelling.' },
    ...SPAN,
    ...pageBy(SKIP_MAX),
  },
  answer: objectOf({
    events: listOf(
      objectOf(
        {
          ...{ event: text, at: moment, order: text, reference: orNull(text) },
          evidence: orNull(
            objectOf({
              ...{ payment: text, refund: orNull(text), state: text, raw: orNull(text) },
              ...{ amount: orNull(whole), currency: orNull(text), reference: orNull(text) },
              bank_reference: orNull(text),
            }),
          ),
        },
        { routing: objectOf({ payment: text, reason: text }), by: text },
      ),
    ),
  }),
};

export const eventOperations: readonly Operation[] = [
  operation({ method: 'GET', path: '/events', rate: 'fetch', shape: LIST }, parseList, (events) =>
    reply({ events: events.map(viewEvent) }),
  ),
];

function parseList(call: Call): ListEvents | Failure {
  const read = readFields(fieldsOfQuery(call));
  read.refuseStrangers(namesOf(LIST));
  const skip = read.count('skip', 0, SKIP_MAX) ?? 0;
  const count = read.count('count', 1, PAGE_MAX) ?? PAGE;
  const order = readNameOf(read, 'order');
  const selection: EventSelection = {
    order: order === null ? null : readOrderName(order, call.addresses),
    since: read.moment('since'),
    until: read.moment('until'),
  };
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'listEvents', selection, skip, count };
}

/** As programs read it. */
export function viewEvent(event: OrderEvent): object {
  const { kind, at, evidence, routing, by, order } = event;
  const routed = routing && { payment: `pay_${routing.payment}`, reason: routing.reason };
  return {
    event: kind,
    at: isoOf(at),
    order: `order_${order.id.token}`,
    reference: order.reference,
    evidence:
      evidence === null
        ? null
        : {
            payment: `pay_${evidence.payment}`,
            refund: evidence.refund === null ? null : `rfnd_${evidence.refund}`,
            state: evidence.state,
            raw: evidence.raw,
            amount: evidence.amountMinor,
            currency: evidence.currency,
            reference: evidence.reference,
            bank_reference: evidence.bankReference,
          },
    ...(routed === null ? {} : { routing: routed }),
    ...(by === null ? {} : { by }),
  };
}
