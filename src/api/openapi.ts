// What the account API and the admin API take and answer, as OpenAPI 3.1: read from their rows.
import type { Dialect, Family, JsonSchema, Operation, RowShape } from '../gateways/dialect.ts';
import type { Takes } from '../gateways/dialect.ts';
import { accountFamily } from './account/index.ts';
import { adminFamily } from './admin/index.ts';
import { objectOf, text } from './shape.ts';

const SECURITY: Readonly<Record<string, object>> = {
  account: { type: 'http', scheme: 'basic', description: 'Key and secret of the account.' },
  admin: { type: 'http', scheme: 'bearer', description: 'The admin token.' },
};

/** What `renderDocumentedFailure` writes. */
const REFUSAL: JsonSchema = {
  ...objectOf(
    { status: { const: 'ERROR' }, code: text, message: text },
    { errors: { type: 'object', additionalProperties: { type: 'array', items: text } } },
  ),
};

export function describeApis(dialects: readonly Dialect[], origin: string): object {
  const families = [accountFamily(dialects), adminFamily(dialects)];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Dubash: the account API and the admin API',
      version: '1',
      description: 'Amounts are integers of minor units, times ISO 8601.',
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: origin }],
    paths: Object.assign({}, ...families.map(describePaths)) as object,
    components: { securitySchemes: SECURITY, schemas: { Refusal: REFUSAL } },
  };
}

function describePaths({ name, bases: [base = ''], operations }: Family): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { shape, method, path, rate } of operations) {
    if (shape === undefined) continue;
    const place = `${base}${path.replaceAll(/:(\w+)/g, '{$1}')}`;
    const told = describeRow({ method, path, rate }, shape, name);
    paths[place] = { ...paths[place], [method.toLowerCase()]: told };
  }
  return paths;
}

type Place = Pick<Operation, 'method' | 'path' | 'rate'>;

function describeRow({ method, path, rate }: Place, shape: RowShape, family: string): object {
  const { does, query = {}, body, answer, deprecated } = shape;
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const words = path.replaceAll(':', '').split('/').filter(Boolean).join('-');
  return {
    operationId: `${family}-${method.toLowerCase()}-${words}`,
    summary: does,
    description: `Counted as ${rate}.`,
    tags: [family],
    security: [{ [family]: [] }],
    ...(deprecated === true ? { deprecated } : {}),
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: text })),
      ...Object.entries(query).map(([name, { schema, required = false, says }]) => {
        return { name, in: 'query', required, schema, ...(says && { description: says }) };
      }),
    ],
    ...(body === undefined ? {} : { requestBody: describeBody(body) }),
    responses: {
      200: describeJson('Done, and on disk.', answer),
      default: describeJson('Refused.', { $ref: '#/components/schemas/Refusal' }),
    },
  };
}

function describeBody(body: Takes): object {
  const properties = Object.entries(body).map(([name, { schema, says }]) => {
    return [name, says === undefined ? schema : { ...schema, description: says }];
  });
  const required = Object.keys(body).filter((name) => body[name]?.required === true);
  const schema = {
    ...{ type: 'object', properties: Object.fromEntries(properties) as object },
    ...{ required, additionalProperties: false },
  };
  return { required: required.length > 0, content: { 'application/json': { schema } } };
}

function describeJson(description: string, schema: JsonSchema): object {
  return { description, content: { 'application/json': { schema } } };
}
