// Holds answers against Cashfree's own OpenAPI files, mended where real answers do not fit them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';

type Schema = Readonly<Record<string, unknown>>;
type Document = { readonly $defs: Readonly<Record<string, Schema>> };

/** No full file of 2023-08-01 was published; its bodies are held against the next version's. */
const FILE_OF: Readonly<Record<string, string>> = {
  '2022-09-01': '2022-09-01',
  '2023-08-01': '2025-01-01',
  '2025-01-01': '2025-01-01',
  '2026-01-01': '2026-01-01',
};

const compiled = new Map<string, Ajv>();

function ajvOf(version: string): Ajv {
  const file = FILE_OF[version] ?? version;
  const known = compiled.get(file);
  if (known !== undefined) return known;
  const name = `../fixtures/cashfree-openapi-${file}.json`;
  const text = readFileSync(path.resolve(import.meta.dirname, name), 'utf8');
  const document = JSON.parse(text) as Document;
  const $defs = Object.fromEntries(
    Object.entries(document.$defs).map(([key, schema]) => [key, mend(schema)]),
  );
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'openapi', $defs });
  compiled.set(file, ajv);
  return ajv;
}

/**
 * The three transforms of §5.3: oneOf becomes anyOf, because alternatives without
 * required properties fit together; a `required` that is wrong or misspelt is dropped; every
 * property may be null.
 */
function mend(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mend);
  if (typeof value !== 'object' || value === null) return value;
  const { oneOf, nullable, required, properties, ...others } = value as Schema;
  const mended: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(others)) mended[key] = mend(each);
  if (oneOf !== undefined) mended['anyOf'] = mend(oneOf);
  if (properties !== undefined) {
    mended['properties'] = Object.fromEntries(
      Object.entries(properties as Schema).map(([key, each]) => [
        key,
        { anyOf: [{ type: 'null' }, mend(each)] },
      ]),
    );
  }
  const names = Array.isArray(required) ? required : [];
  const real = names.filter((name) => Object.hasOwn((properties ?? {}) as object, name));
  const wrong = real.length === 1 && real[0] === 'channel';
  if (real.length > 0 && !wrong) mended['required'] = real;
  return mended;
}

/** The names under which a schema lets a body have properties; undefined when it names none. */
export function propertiesOf(version: string, schema: string): readonly string[] {
  const found = ajvOf(version).getSchema('openapi')?.schema as Document | undefined;
  return Object.keys((found?.$defs[schema]?.['properties'] ?? {}) as object);
}

/** Throws unless the body fits the named schema of that version. */
export function assertFits(version: string, schema: string, body: unknown): void {
  const validate = ajvOf(version).getSchema(`openapi#/$defs/${schema}`);
  assert.ok(validate, `${version} has ${schema}`);
  const fits = validate(body);
  const errors = validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`);
  assert.ok(fits === true, `${version} ${schema}: ${errors?.join('; ')}`);
}
