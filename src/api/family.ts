// What the account API and the sandbox's controls share: Basic credentials, one shape of errors.
import type { Account } from '../core/account.ts';
import { type Failure, type FailureCode, isFailure } from '../core/failure.ts';
import type { Call, Family, Fields, Operation, RawRequest, Reply } from '../gateways/dialect.ts';
import { renderDocumentedFailure, type Words } from '../gateways/kit/documented.ts';
import { identifyBasic, sameText } from '../gateways/kit/proof.ts';

/** `open` adds what the family refuses of an account that has proved itself. */
export function basicFamily(
  name: string,
  base: string,
  operations: readonly Operation[],
  open: (request: RawRequest, account: Account) => Fields | Failure,
): Family {
  return {
    name,
    bases: [base],
    proof: 'secret',
    identify: identifyBasic,
    open: (request, identification, account, { secret }) =>
      sameText(identification.proof ?? '', secret)
        ? open(request, account)
        : { failure: 'credentials_wrong' },
    operations,
    renderFailure,
  };
}

const unread = (status: number): Words => ({
  status,
  code: 'BAD_REQUEST',
  message: 'The request could not be read',
});

/** What the server refused before it was a request, it says in the words it has beside dialects. */
const UNREAD: Partial<Record<FailureCode, Words>> = Object.freeze({
  body_malformed: unread(400),
  method_not_allowed: unread(405),
  body_too_large: unread(413),
  media_type_unsupported: unread(415),
});

const LOWER: Words = Object.freeze({
  status: 403,
  code: 'ROLE_TOO_LOW',
  message: 'This needs a higher role',
});

export function renderFailure(failure: Failure): Reply {
  if (failure.needs !== undefined) {
    return renderDocumentedFailure(failure, { reference: 'order' }, { [failure.failure]: LOWER });
  }
  const isRead = failure.detail !== undefined || failure.allowed !== undefined;
  return renderDocumentedFailure(failure, { reference: 'order' }, isRead ? {} : UNREAD);
}

export function reply(body: object): Reply {
  return { kind: 'json', status: 200, body };
}

/** Milliseconds since 1970 as answers spell them. */
export function isoOf(at: unknown): string {
  return new Date(Number(at)).toISOString();
}

/** A query is read like a body. */
export function fieldsOfQuery({ request }: Call): Call['fields'] {
  return { values: request.query, lexemes: new Map() };
}

const NO_FIELDS = Object.freeze({ values: Object.freeze({}), lexemes: new Map<string, string>() });

/** Of a body that cannot be read there are none: its row refuses it, see `withUnreadable`. */
export function fieldsOrNone(request: RawRequest): Fields {
  const fields = request.fields();
  return isFailure(fields) ? NO_FIELDS : fields;
}

/** A saved answer has its secret sealed. */
export function unsealSecret(body: string, open: (sealed: string) => string): string {
  const answer = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const { secret } = answer;
  return typeof secret === 'string' ? JSON.stringify({ ...answer, secret: open(secret) }) : body;
}

/** Each row behind one that refuses what cannot be read. */
export function withUnreadable(rows: readonly Operation[]): readonly Operation[] {
  return rows.flatMap((row): readonly Operation[] => [refuseUnreadable(row), row]);
}

/** A body that cannot be read counts for the row it was sent to, and is remembered by no key. */
function refuseUnreadable({ method, path, rate, role }: Operation): Operation {
  return {
    method,
    path,
    rate,
    ...(role === undefined ? {} : { role }),
    ignoresKeys: true,
    when: (request) => isFailure(request.fields()),
    answer: ({ request }) => {
      const fields = request.fields();
      return isFailure(fields) ? fields : { failure: 'body_malformed' };
    },
  };
}
