// `/docs/openapi.json` is a document of OpenAPI 3.1: of each row what it takes and answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { JsonSchema, Operation, RowShape } from '../../src/gateways/dialect.ts';
import type { SampleRequest } from '../../src/gateways/fixture.ts';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { SERVED } from '../support/fixture.ts';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { send } from '../support/sample.ts';
import { driveAll, listPlans, type Result } from './drive.ts';
import { findException } from './exceptions.ts';

type Parameter = { readonly name: string; readonly in: string; readonly required?: boolean };
type Described = {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content: Content }>>;
};
type Content = { readonly 'application/json': { readonly schema: JsonSchema } };
type Document = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
};

const NAMES = ['account', 'admin'];
/** Times are texts here: which spelling they have is another test's. */
const ajv = new Ajv2020({ strict: true, formats: { date: true, 'date-time': true } });
const families = SERVED.flatMap((served) =>
  served.families.filter(({ name }) => served.owner === 'our own' && NAMES.includes(name)),
);

let server: TestServer;
let document: Document;
let results: readonly Result[] = [];
before(async () => {
  server = await startServer();
  document = (await ask(`${server.url}/docs/openapi.json`)).json as Document;
  const own = listPlans().filter(({ family }) => families.includes(family));
  results = await driveAll(server, own);
});
after(() => server.stop());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, described })),
  );

/** A check of a part of the document, whose references are into the document. */
function validate(schema: JsonSchema, value: unknown): string | null {
  const { schemas } = document.components;
  const isNamed = schema['$ref'] === '#/components/schemas/Refusal';
  const check = ajv.compile(isNamed ? (schemas['Refusal'] ?? {}) : schema);
  return check(value) ? null : ajv.errorsText(check.errors);
}

/** What the specification of 3.1 asks of the parts that are used here. */
const STRUCTURE = {
  type: 'object',
  required: ['openapi', 'info', 'paths'],
  properties: {
    openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
    info: {
      type: 'object',
      required: ['title', 'version'],
      properties: {
        title: { type: 'string' },
        version: { type: 'string' },
        description: { type: 'string' },
      },
      additionalProperties: false,
    },
    jsonSchemaDialect: { type: 'string' },
    servers: {
      type: 'array',
      items: { type: 'object', required: ['url'], properties: { url: { type: 'string' } } },
    },
    components: { type: 'object' },
    paths: {
      type: 'object',
      propertyNames: { pattern: '^/' },
      additionalProperties: {
        type: 'object',
        propertyNames: { enum: ['get', 'put', 'post', 'delete', 'patch'] },
        additionalProperties: {
          type: 'object',
          required: ['operationId', 'responses'],
          properties: {
            operationId: { type: 'string', pattern: '^[a-z][a-zA-Z-]*$' },
            summary: { type: 'string', pattern: '\\.$' },
            description: { type: 'string' },
            tags: { type: 'array', items: { type: 'string' } },
            security: { type: 'array', items: { type: 'object' } },
            deprecated: { type: 'boolean' },
            parameters: {
              type: 'array',
              items: {
                type: 'object',
                required: ['name', 'in', 'schema'],
                properties: {
                  name: { type: 'string' },
                  in: { enum: ['path', 'query'] },
                  required: { type: 'boolean' },
                  schema: { type: 'object' },
                  description: { type: 'string' },
                },
                additionalProperties: false,
              },
            },
            requestBody: {
              type: 'object',
              required: ['content'],
              properties: { content: { type: 'object' } },
            },
            responses: {
              type: 'object',
              minProperties: 1,
              propertyNames: { pattern: '^(default|[1-5]\\d\\d)$' },
              additionalProperties: {
                type: 'object',
                required: ['description'],
                properties: { description: { type: 'string' } },
              },
            },
          },
          additionalProperties: false,
        },
      },
    },
  },
  additionalProperties: false,
};

test('it is a document of OpenAPI 3.1', () => {
  assert.equal(validate(STRUCTURE, document), null);
  const all = operations();
  assert.ok(all.length > 30, `${all.length} operations`);
  assert.equal(new Set(all.map(({ described }) => described.operationId)).size, all.length);
  for (const { path, described } of all) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const told = described.parameters.filter((each) => each.in === 'path');
    assert.deepEqual(
      told.map(({ name }) => name),
      inPath,
    );
    assert.ok(told.every(({ required }) => required === true));
    for (const scheme of described.security.flatMap((each) => Object.keys(each))) {
      assert.ok(scheme in document.components.securitySchemes, scheme);
    }
    const bodies = [described.requestBody, ...Object.values(described.responses)];
    for (const body of bodies) {
      if (body !== undefined) validate(body.content['application/json'].schema, null);
    }
  }
  assert.throws(() => ajv.compile({ type: 'nothing' }));
});

test('every row is described', () => {
  const silent = families.flatMap(({ name, operations: rows }) =>
    rows
      .filter(({ shape, when }) => shape === undefined && when === undefined)
      .map(({ method, path }) => `${name} ${method} ${path}`),
  );
  assert.deepEqual(silent, []);
});

function describedOf({ family, sample }: Result): Described {
  const [method = '', path = ''] = sample.row.split(' ');
  const place = `${family.bases[0]}${path.replaceAll(/:(\w+)/g, '{$1}')}`;
  return document.paths[place]?.[method.toLowerCase()] ?? assert.fail(`${method} ${place}`);
}

test('each sample is what is described, and so is its answer', () => {
  const driven = new Set<string>();
  for (const result of results) {
    const { driven: done, problem } = result;
    assert.ok(done?.succeeded, `${result.sample.row}: ${problem ?? done?.answered.text}`);
    const described = describedOf(result);
    driven.add(described.operationId);
    const { query = {}, fields } = done.request;
    const names = described.parameters.filter((each) => each.in === 'query');
    assert.deepEqual(
      Object.keys(query).filter((name) => !names.some((each) => each.name === name)),
      [],
    );
    if (fields !== undefined && described.requestBody !== undefined) {
      const { schema } = described.requestBody.content['application/json'];
      assert.equal(validate(schema, fields), null, described.operationId);
    }
    const { schema = {} } = described.responses['200']?.content['application/json'] ?? {};
    assert.equal(validate(schema, done.answered.json), null, described.operationId);
  }
  const others = operations().filter(({ described }) => !driven.has(described.operationId));
  for (const { path, method } of others) {
    const row = path.replace('/admin', '').replaceAll(/\{(\w+)\}/g, ':$1');
    const what = `${method.toUpperCase()} ${row}`;
    assert.ok(findException('row', 'our own', 'admin', what), `${what}: no sample drives it`);
  }
});

const rowOf = ({ driven }: Result): Operation & { readonly shape: RowShape } => {
  const { shape } = driven?.row ?? {};
  return driven?.row && shape ? { ...driven.row, shape } : assert.fail('a row with its shape');
};

/** The sample again, with something else in it. */
async function sendAgain(
  result: Result,
  change: (request: SampleRequest) => SampleRequest,
): Promise<Answered> {
  const { served, family, sample, driven, base } = result;
  assert.ok(driven !== null);
  const changed = { ...sample, request: () => change(driven.request) };
  return (await send(server, served, family, changed, driven.given, base)).answered;
}

const errorsOf = ({ json }: Answered): readonly string[] =>
  Object.keys((json as { errors?: object }).errors ?? {});

test('what is described is what is read: wrong, missing and other fields are refused', async () => {
  let count = 0;
  for (const result of results) {
    const { shape } = rowOf(result);
    const { body, query } = shape;
    const told = `${result.family.name} ${result.sample.row}`;
    for (const [name, { required, schema }] of Object.entries(body ?? {})) {
      // Of no type that a field here has: an object for what is none, else a text.
      const takesObjects = JSON.stringify(schema).includes('"object"');
      const wrong = await sendAgain(result, (request) => ({
        ...request,
        fields: { ...request.fields, [name]: takesObjects ? 'wrong' : { wrong: true } },
      }));
      assert.equal(wrong.status, 400, `${told}, ${name}: ${wrong.text}`);
      assert.ok(
        errorsOf(wrong).some((each) => each.startsWith(name)),
        `${told}: ${wrong.text}`,
      );
      count += 1;
      if (required !== true) continue;
      const missing = await sendAgain(result, (request) => {
        const { [name]: _, ...rest } = request.fields ?? {};
        return { ...request, fields: rest };
      });
      assert.equal(missing.status, 400, `${told} without ${name}: ${missing.text}`);
      assert.ok(errorsOf(missing).includes(name), `${told}: ${missing.text}`);
    }
    for (const [name, { schema }] of Object.entries(query ?? {})) {
      if (!('minimum' in schema) && !('enum' in schema)) continue;
      const wrong = await sendAgain(result, (request) => ({
        ...request,
        query: { ...request.query, [name]: '-1' },
      }));
      assert.equal(wrong.status, 400, `${told}?${name}=-1: ${wrong.text}`);
      assert.ok(errorsOf(wrong).includes(name), `${told}: ${wrong.text}`);
    }
    if (body === undefined && query === undefined) continue;
    const other = await sendAgain(result, (request) =>
      body === undefined
        ? { ...request, query: { ...request.query, stranger: '1' } }
        : { ...request, fields: { ...request.fields, stranger: 1 } },
    );
    assert.equal(other.status, 400, `${told}: ${other.text}`);
    assert.ok(errorsOf(other).includes('stranger'), `${told}: ${other.text}`);
  }
  assert.ok(count > 40, `${count} fields`);
});

test('a refusal is what is described', async () => {
  const schema = { $ref: '#/components/schemas/Refusal' };
  const asked = [
    await ask(`${server.url}/account/settings`),
    await ask(`${server.url}/admin/accounts`),
    await ask(`${server.url}/account/endpoints`, { headers: { authorization: BASIC }, body: {} }),
    await ask(`${server.url}/admin/accounts/nobody`, {
      headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}` },
    }),
  ];
  assert.deepEqual(
    asked.map(({ status }) => status),
    [401, 401, 400, 404],
  );
  for (const { json } of asked) assert.equal(validate(schema, json), null);
});
