// JSON Schema in the few forms that our own APIs need: what their rows take, and what they answer.
import type { JsonSchema, RowShape, Takes } from '../gateways/dialect.ts';

type Properties = Readonly<Record<string, JsonSchema>>;

export const text: JsonSchema = { type: 'string' };
export const flag: JsonSchema = { type: 'boolean' };
export const whole: JsonSchema = { type: 'integer' };
export const moment: JsonSchema = { type: 'string', format: 'date-time' };
/** Anything at all: what a processor or a browser said. */
export const open: JsonSchema = {};

export const textTo = (maxLength: number): JsonSchema => ({ ...text, maxLength });
export const wordOf = (words: readonly string[]): JsonSchema => ({ ...text, enum: words });
export const wholeOf = (minimum: number, maximum: number): JsonSchema => {
  return { ...whole, minimum, maximum };
};
export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const mapOf = (each: JsonSchema): JsonSchema => {
  return { type: 'object', additionalProperties: each };
};
export const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

/** Every property is there, and no other, but for those that may be missing. */
export function objectOf(properties: Properties, missing: Properties = {}): JsonSchema {
  return {
    type: 'object',
    properties: { ...properties, ...missing },
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** The names that a row takes, for the refusal of all others. */
export function namesOf({ query, body }: RowShape): readonly string[] {
  return Object.keys({ ...query, ...body });
}

export const PAGE_COUNT = 100;

/** A page of a list by its place. */
export const pageBy = (skipMax: number): Takes => ({
  skip: { schema: wholeOf(0, skipMax), says: 'How many to pass over.' },
  count: { schema: wholeOf(1, PAGE_COUNT), says: 'How many at most.' },
});

const SPAN_SAYS = 'ISO 8601 with a zone, or milliseconds since 1970; inclusive.';

export const SPAN: Takes = {
  since: { schema: text, says: SPAN_SAYS },
  until: { schema: text, says: SPAN_SAYS },
};
