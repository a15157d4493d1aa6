// The merchant's own desk, for sandbox and live accounts: webhooks of every dialect, what was sent
// to them, and settings.
import { type Failure, isFailure } from '../core/failure.ts';
import type { RawRequest } from '../gateways/dialect.ts';
import { renderDocumentedFailure } from '../gateways/kit/documented.ts';
import { identifyBasic, sameText } from '../gateways/kit/proof.ts';
import type { AccountWithSecret } from '../engine/identity/account.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import { AlreadyAnswered } from '../engine/orders/decide-and-save.ts';
import { endpointRows } from './endpoint.ts';
import type { Errand, Office, Row } from './account-call.ts';
import { matchPath } from './mount.ts';
import { deliveryRows } from './deliveries.ts';
import { writeReply } from './reply.ts';
import { type IncomingRequest, mountRequest } from './request.ts';
import { describe, fingerprint, idempotencyKey, type Keep, withHeaders } from './road.ts';
import type { Mounted } from './server.ts';
import { settingRows } from './setting.ts';

export const ACCOUNT_BASE = '/account';

// A literal path stands before the one whose `:name` it would fit too.
const ROWS: readonly Row[] = Object.freeze([...endpointRows, ...deliveryRows, ...settingRows]);

/** Serves everything below `/account` with the account's Basic credentials. */
export function createAccountApi(office: Office): Mounted {
  return (incoming) => {
    const inside = incoming.path === ACCOUNT_BASE || incoming.path.startsWith(`${ACCOUNT_BASE}/`);
    return inside ? serve(office, incoming) : null;
  };
}

/** Never throws: a bug is answered in the same shape as any other failure. */
async function serve(office: Office, incoming: IncomingRequest): Promise<WireReply> {
  const { app } = office;
  try {
    const request = mountRequest(incoming, ACCOUNT_BASE);
    const chosen = choose(request);
    if (isFailure(chosen)) return refuse(chosen);
    const known = await authenticate(office, request);
    if (isFailure(known)) return refuse(known);
    const { account } = known;
    const { allowed, retryAfterSeconds, headers } = await app.limit(account, chosen.row.rate);
    const reply = allowed
      ? await answer(office, incoming, request, known, chosen)
      : refuse({ failure: 'rate_limited', retryAfterSeconds });
    return withHeaders(reply, { ...headers, ...reply.headers });
  } catch (error) {
    return refuse(noteBug(office, incoming, error));
  }
}

function refuse(failure: Failure): WireReply {
  return writeReply(renderDocumentedFailure(failure, { reference: 'order' }));
}

function noteBug({ app }: Office, { id }: IncomingRequest, error: unknown): Failure {
  app.log.error({ requestId: id, error: describe(error) }, 'a request failed by a bug');
  return { failure: 'internal' };
}

type Chosen = { readonly row: Row; readonly params: Readonly<Record<string, string>> };

function choose({ method, path }: RawRequest): Chosen | Failure {
  const given = path.split('/');
  const fitting = ROWS.flatMap((row): readonly Chosen[] => {
    const pattern = row.path.split('/');
    const params = pattern.length === given.length ? matchPath(pattern, given) : null;
    return params === null ? [] : [{ row, params }];
  });
  if (fitting.length === 0) return { failure: 'path_unknown' };
  const allowed = [...new Set(fitting.map(({ row }) => row.method))];
  const chosen = fitting.find(({ row }) => row.method === method);
  return chosen ?? { failure: 'method_not_allowed', allowed };
}

async function authenticate(
  { counter }: Office,
  request: RawRequest,
): Promise<AccountWithSecret | Failure> {
  const identification = identifyBasic(request);
  if (isFailure(identification)) return identification;
  const known = await counter.accounts.find(identification.key);
  const proved = known !== null && sameText(identification.proof ?? '', known.credentials.secret);
  return proved ? known : { failure: 'credentials_wrong' };
}

/** Runs the row; with an idempotency key, only the first time. */
async function answer(
  office: Office,
  incoming: IncomingRequest,
  request: RawRequest,
  { account }: AccountWithSecret,
  { row, params }: Chosen,
): Promise<WireReply> {
  const fields = request.fields();
  if (isFailure(fields)) return refuse(fields);
  const errand = { account, params, query: request.query, fields };
  const key = row.method === 'POST' ? idempotencyKey(incoming.headers) : null;
  if (key === null) return spell(await row.act(office, { ...errand, remember: null }));
  if (isFailure(key)) return refuse(key);
  const { app } = office;
  const result = await app.idempotency.answer(account, key.key, fingerprint(incoming), (keep) =>
    runKept(office, incoming, row, errand, keep),
  );
  const named = { 'x-idempotency-key': key.key };
  if (isFailure(result)) return withHeaders(refuse(result), named);
  const { reply, replayed } = result;
  const body = replayed && row.unseal ? row.unseal(office, account, reply.body) : reply.body;
  return withHeaders({ ...reply, body }, { ...named, 'x-idempotency-replayed': String(replayed) });
}

/** A row that does not save its answer with what it changed has it saved afterwards. */
async function runKept(
  office: Office,
  incoming: IncomingRequest,
  row: Row,
  errand: Omit<Errand, 'remember'>,
  keep: Keep,
): Promise<WireReply> {
  let isKept = false;
  const remember = (result: object | Failure) => {
    isKept = true;
    return keep(spell(result));
  };
  const reply = await row
    .act(office, { ...errand, remember })
    .then(spell)
    .catch((error: unknown) => {
      if (error instanceof AlreadyAnswered) throw error;
      isKept = false;
      return refuse(noteBug(office, incoming, error));
    });
  if (!isKept) await office.app.engine.remember(errand.account, keep(reply));
  return reply;
}

function spell(result: object | Failure): WireReply {
  if (isFailure(result)) return refuse(result);
  return writeReply({ kind: 'json', status: 200, body: result });
}
