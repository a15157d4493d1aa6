// A sample's request as the connection takes it: its address, headers and body.
import type { Family } from '../../src/gateways/dialect.ts';
import type { Sample, SampleRequest, Texts, Values } from '../../src/gateways/fixture.ts';

/** A request as the connection takes it. */
export type WireRequest = {
  readonly method: string;
  /** Of the server, without its query. */
  readonly path: string;
  readonly query: Texts;
  /** Lower-case names. */
  readonly headers: Texts;
  readonly body: string | null;
};

/** Spells a proved request at one of the family's bases. */
export function spell(
  family: Family,
  sample: Pick<Sample, 'row' | 'form'>,
  request: SampleRequest,
  headers: Texts = {},
  base = family.bases[0] ?? '',
): WireRequest {
  const [method = '', pattern = ''] = sample.row.split(' ');
  const filled = pattern.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(request.params?.[name] ?? '').replaceAll('.', '%2E'),
  );
  const { fields } = request;
  const isForm = sample.form === true;
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const body = fields === undefined ? null : isForm ? spellForm(fields) : JSON.stringify(fields);
  return {
    method,
    path: filled === '/' && base !== '' ? base : `${base}${filled}`,
    query: request.query ?? {},
    headers: { ...(body === null ? {} : { 'content-type': type }), ...headers, ...request.headers },
    body: method === 'GET' ? null : body,
  };
}

function spellForm(fields: Values): string {
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  ]);
  return new URLSearchParams(pairs).toString();
}
