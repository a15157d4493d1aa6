// Commands of `dubash`, typed elsewhere and done by this server: as whoever asks, within its role.
import { type Failure, invalid } from '../../core/failure.ts';
import type { RunCommand } from '../../core/operator.ts';
import { type Call, type Operation, operation, type RowShape } from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { reply } from '../family.ts';
import { listOf, namesOf, objectOf, text, whole } from '../shape.ts';

const WORDS_MAX = 200;

const RUN: RowShape = {
  does: 'Does what a command of dubash does; which role it needs depends on the command.',
  body: {
    words: {
      schema: { ...listOf(text), minItems: 1, maxItems: WORDS_MAX },
      required: true,
      says: 'What is typed behind dubash.',
    },
    input: { schema: text, says: 'Its standard input; a file is named "-".' },
  },
  answer: objectOf({ code: whole, output: text, complaints: text }),
};

export const commandOperations: readonly Operation[] = Object.freeze([
  operation(
    // Its answer may have a secret that is shown once, so it is remembered by no key.
    {
      ...{ method: 'POST', path: '/commands', rate: 'create', role: 'read' },
      ...{ ignoresKeys: true, shape: RUN },
    } as const,
    parseRun,
    reply,
  ),
]);

function parseRun({ fields, operator, requestId }: Call): RunCommand | Failure {
  const read = readFields(fields);
  read.refuseStrangers(namesOf(RUN));
  const given = read.raw('words');
  const words = Array.isArray(given) ? given.filter((each) => typeof each === 'string') : [];
  const isList = Array.isArray(given) && words.length === given.length;
  if (!isList || words.length === 0 || words.length > WORDS_MAX) {
    read.wrong('words', 'type', `must be a list of 1 to ${WORDS_MAX} texts`);
  }
  const input = read.raw('input') ?? '';
  if (typeof input !== 'string') read.wrong('input', 'type', 'must be a text');
  if (read.issues.length > 0 || typeof input !== 'string') return invalid(read.issues);
  if (operator === undefined) return { failure: 'credentials_wrong' };
  return { kind: 'runCommand', operator, requestId: requestId ?? null, words, input };
}
