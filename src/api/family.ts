// What the account API and the sandbox's controls share: Basic credentials, one shape of errors.
import type { Account } from '../core/account.ts';
import type { Failure, FailureCode } from '../core/failure.ts';
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

function renderFailure(failure: Failure): Reply {
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
