// The documented paths beside a version: one body that readers of either document understand.
// Source: cashfree.md §0.2: the header is optional there; §0.3 and §0.6 are what it adds.
import type { Failure } from '../../../core/failure.ts';
import type { Aggregate } from '../../../core/order.ts';
import { type Call, type Family, type Operation, operation, type Reply } from '../../dialect.ts';
import { renderDocumentedFailure, type Words } from '../../kit/documented.ts';
import { isRecord } from '../../kit/read.ts';
import { orderToken } from '../ids.ts';

export const DOCUMENTED_BASES: readonly string[] = [
  '/api/v2/pg/via/cashfree',
  '/api/v1/pg/via/cashfree',
];

// A repeated id is a conflict, as in the gateway's own API; the specification names no code for it.
const TAKEN: Readonly<Record<'order_reference_taken' | 'refund_reference_taken', Words>> = {
  order_reference_taken: {
    status: 409,
    code: 'ORDER_ALREADY_EXISTS',
    message: 'An order with this order_id exists already',
  },
  refund_reference_taken: {
    status: 409,
    code: 'REFUND_ALREADY_EXISTS',
    message: 'A refund with this refund_id exists already',
  },
};

export function renderDocumented(failure: Failure): Reply {
  const names = {
    reference: 'order_id',
    refundReference: 'refund_id',
    refundAmount: 'refund_amount',
  };
  return renderDocumentedFailure(failure, names, TAKEN);
}

/** What opens the page and where more is told, as the creation of an order says. */
export function documentedOpening(aggregate: Aggregate, { addresses }: Call) {
  const { order } = aggregate;
  const own = `${addresses.origin}/api/v1/pg/via/cashfree/orders/${orderToken(order)}`;
  const token = addresses.pageToken(aggregate);
  return {
    order_token: `token_${token}`,
    payment_session_id: `session_${token}`,
    payments: { url: `${own}/payments` },
    refunds: { url: `${own}/refunds` },
  };
}

/** On a documented path the version's fields, and those of the specification that it lacks. */
export function withOpening<B extends object>(body: B, aggregate: Aggregate, call: Call): B {
  const isDocumented = DOCUMENTED_BASES.includes(call.request.base);
  return isDocumented ? { ...body, ...documentedOpening(aggregate, call), ...body } : body;
}

/** Every refusal of a version's family, on a documented path, as readers of both know it. */
export function tellingBoth(family: Family): Family {
  return {
    ...family,
    operations: family.operations.map(refusingBoth),
    renderFailure: (failure, request) => {
      const native = family.renderFailure(failure, request);
      if (!DOCUMENTED_BASES.includes(request.base)) return native;
      return join(native, renderDocumented(failure));
    },
  };
}

/** A row may refuse by itself what it has found. */
function refusingBoth(row: Operation): Operation {
  if ('answer' in row) return row;
  return row.pair(({ parse, render }) =>
    operation(row, parse, (result, call) => {
      const native = render(result, call);
      const isRefused = native.kind === 'json' && native.status >= 400;
      if (!isRefused || !DOCUMENTED_BASES.includes(call.request.base)) return native;
      return join(native, renderDocumented({ failure: 'record_not_found' }));
    }),
  );
}

/** `code` and `message` are the version's; `status` and `errors` it does not have. */
function join(native: Reply, documented: Reply): Reply {
  if (native.kind !== 'json' || documented.kind !== 'json') return native;
  if (!isRecord(native.body) || !isRecord(documented.body)) return native;
  const { status, errors } = documented.body;
  const more = errors === undefined ? { status } : { status, errors };
  return { ...native, body: { ...native.body, ...more } };
}
