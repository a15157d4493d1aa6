// What forms of signed messages share: fields, headers and the hash of V1.
import type { SignedForm, SignedMessage, SignedPart } from '../dialect.ts';
import { SECRET } from '../dialect.ts';
import { listSignedTexts } from './hash.ts';
import { isRecord } from './field-path.ts';
import { sha512Hex } from './proof.ts';

/** A field as the text it was written as; null when it is none. */
export function fieldOf({ fields }: SignedMessage, name: string): string | null {
  const value = Object.hasOwn(fields.values, name) ? fields.values[name] : null;
  if (typeof value === 'number') return fields.lexemes.get(name) ?? String(value);
  return typeof value === 'string' ? value : null;
}

/** The fields that lie below a name, where there is such a one; else all as they are. */
export function fieldsBelow(message: SignedMessage, name: string): SignedMessage {
  const { values, lexemes } = message.fields;
  const inner = values[name];
  if (!isRecord(inner)) return message;
  const below = [...lexemes].flatMap(([path, text]) =>
    path.startsWith(`${name}.`) ? [[path.slice(name.length + 1), text] as const] : [],
  );
  return { ...message, fields: { values: inner, lexemes: new Map(below) } };
}

/** These fields in this order; null when one is missing. */
export function partsOf(message: SignedMessage, names: readonly string[]): SignedPart[] | null {
  const parts = names.map((name) => ({ name, value: fieldOf(message, name) }));
  const whole = parts.filter((part): part is SignedPart => part.value !== null);
  return whole.length === parts.length ? whole : null;
}

/** A header over something that ends with the body. */
export function bodyForm(
  facts: Pick<SignedForm, 'name' | 'says'>,
  header: string,
  digest: (text: string, secret: string) => string,
  before: readonly string[] = [],
): SignedForm {
  return {
    ...facts,
    carrier: `header ${header}`,
    needs: ['a body', ...before.map((name) => `the header ${name}`)].join(' and '),
    signatureOf: ({ headers }) => headers[header] ?? null,
    list: ({ headers, body }) => {
      const first = before.map((name) => ({ name, value: headers[name] ?? '' }));
      if (body === '' || first.some(({ value }) => value === '')) return [];
      return [{ parts: [...first, { name: 'body', value: body }], separator: '', digest }];
    },
  };
}

/** The hash of the documented V1 paths: SHA-512 of the values by sorted names, then the secret. */
export function keyedForm(
  facts: Pick<SignedForm, 'name' | 'says'>,
  carriers: { readonly field?: string; readonly header?: string },
): SignedForm {
  const { field, header } = carriers;
  const places = [
    ...(field === undefined ? [] : [`field ${field}`]),
    ...(header === undefined ? [] : [`header ${header}`]),
  ];
  return {
    ...facts,
    carrier: places.join(' or '),
    needs: 'fields',
    signatureOf: (message) =>
      (field === undefined ? null : fieldOf(message, field)) ??
      (header === undefined ? null : (message.headers[header] ?? null)),
    list: ({ fields }) =>
      Object.keys(fields.values).length === 0
        ? []
        : listSignedTexts(fields).map((texts) => ({
            parts: [...[...texts].map(([name, value]) => ({ name, value })), SECRET],
            separator: '|',
            digest: sha512Hex,
          })),
  };
}

export const KEYED_V1: SignedForm = Object.freeze(
  keyedForm(
    { name: 'v1', says: 'a request on the documented V1 paths: SHA-512, the secret last' },
    { field: 'hash' },
  ),
);
