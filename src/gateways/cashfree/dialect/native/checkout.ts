// Where our cashfree.js sends the browser: a payment session comes in, its page is the answer.
// Source: cashfree.md §4; the address is our own, as the gateway's is between its script and
// its servers.
import type { OpenCheckout, FindOrder } from '../../../../core/command.ts';
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, invalid } from '../../../../core/failure.ts';
import { readOrigin } from '../../../../web/origin.ts';
import {
  type Call,
  type Family,
  type Fields,
  type RawRequest,
  type Reply,
  operation,
  type Row,
} from '../../../dialect.ts';
import { readRequest } from '../reading.ts';
import { openWithout } from '../proof.ts';
import { renderRefusal } from './refusal.ts';
import { TRAITS } from '../../version.ts';
import { requireHttps } from './order.ts';
import { identifySession, pageOf } from './session.ts';

/** What the script posts besides the session. */
const EMBEDDER = 'origin';
const RETURN = 'return_url';

/** `base` is the place of the endpoint itself. */
export function checkoutFamily(base: string): Family {
  const row = { method: 'POST', path: '/', rate: 'fetch' } as const;
  const when: Row['when'] = (_request, fields) => namesReturn(fields);
  return {
    name: 'native-checkout',
    bases: [base],
    proof: 'none',
    // The session's own version is no matter here: all of them spell it alike.
    identify: (request) => identifySession(request, TRAITS['2026-01-01']),
    open: openWithout,
    operations: [
      operation({ ...row, when }, parseEntering, renderCheckout),
      operation(row, parseFinding, renderCheckout),
    ],
    renderFailure,
    strict: { isPage: true },
  };
}

function namesReturn({ values }: Fields): boolean {
  return typeof values[RETURN] === 'string' && values[RETURN] !== '';
}

function orderOf({ fields, addresses }: Call): FindOrder['order'] | null {
  const token = addresses.orderOfPage(pageOf(fields, 'payment_session_id'));
  return token === null ? null : [{ by: 'token', token }];
}

function parseFinding(call: Call): FindOrder | Failure {
  const order = orderOf(call);
  return order === null ? { failure: 'credentials_wrong' } : { kind: 'findOrder', order };
}

/** The script's `returnUrl` goes before the order's own, in its session (cashfree.md §3.3). */
function parseEntering(call: Call): OpenCheckout | Failure {
  const order = orderOf(call);
  if (order === null) return { failure: 'credentials_wrong' };
  const read = readRequest(call.fields);
  const success = read.url(RETURN, { required: true });
  if (call.account.mode === 'live') requireHttps(read, RETURN);
  if (success === null || read.issues.length > 0) return invalid(read.issues);
  return {
    kind: 'openCheckout',
    dialect: 'cashfree',
    order,
    returns: { success },
    customer: {},
    notes: null,
    embedder: readOrigin(call.fields.values[EMBEDDER]),
  };
}

/** In a frame of the shop's page the page tells that page, and no other, how it went. */
function renderCheckout(
  { aggregate, checkoutSession }: Outcome,
  { fields, addresses }: Call,
): Reply {
  const embedder = readOrigin(fields.values[EMBEDDER]);
  const url =
    embedder === null
      ? addresses.page(aggregate, checkoutSession)
      : addresses.frame(aggregate, embedder, checkoutSession);
  return { kind: 'redirect', url };
}

const SESSION_WRONG = 'The payment session is not valid. Go back to the shop and start again.';
const CLOSED = 'This order can no longer be paid. Go back to the shop and start again.';

const MESSAGE: ReadonlyMap<string, string> = new Map([
  ['credentials_wrong', SESSION_WRONG],
  ['order_not_found', SESSION_WRONG],
  ['order_paid', 'This order has been paid already.'],
  ['order_expired', CLOSED],
  ['order_cancelled', CLOSED],
  ['rate_limited', 'Too many customers are here at this moment. Try again in a minute.'],
]);

function renderFailure(failure: Failure, _request: RawRequest): Reply {
  const told = renderRefusal(failure, null);
  const message = MESSAGE.get(failure.failure);
  const lines = (failure.issues ?? []).map((issue) => `${issue.field}: ${issue.message}`);
  return {
    kind: 'page',
    status: told.kind === 'json' ? told.status : 500,
    title: 'This payment cannot start',
    message: message ?? 'The shop asked for a payment in a way that cannot be understood.',
    detail: message !== undefined || lines.length === 0 ? null : lines.join('\n'),
  };
}
