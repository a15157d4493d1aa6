// The fields of a request that changes something, wherever they stand: its body, then its address.
// Programs write `POST /v1/orders?amount=50000&currency=INR` with no body or with `{}`; a refund of
// a part so must not become one of everything (observed in public programs; inferred: PHP
// frameworks merge the two, the body first).
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Fields, RawRequest } from '../../../dialect.ts';

const CHANGING: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);
/** Said of the answer or of who asks. */
const OF_ADDRESS: ReadonlySet<string> = new Set(['expand', 'key_id']);

const rootOf = (name: string): string => name.replace(/\[.*$/s, '');

export function readEverywhere(request: RawRequest): Fields | Failure {
  const fields = request.fields();
  if (isFailure(fields) || !CHANGING.has(request.method)) return fields;
  const taken = new Set(Object.keys(fields.values).map(rootOf));
  const more = Object.entries(request.query).filter(
    ([name]) => !taken.has(rootOf(name)) && !OF_ADDRESS.has(rootOf(name)),
  );
  if (more.length === 0) return fields;
  return { values: { ...Object.fromEntries(more), ...fields.values }, lexemes: fields.lexemes };
}
