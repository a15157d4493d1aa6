// Several writes as one SQL statement: one round trip, one commit, and no lock that outlives it.
import type { Statement, Write } from './commit.ts';
import { STATEMENTS } from './statements.ts';
import type { Saved } from './store.ts';

// Each write is a part of one WITH; they all happen or none does. A write that found nothing to
// write makes the last SELECT convert a word to a number, which fails and undoes the rest; the word
// comes back in the error. Measured against the same statements between BEGIN and COMMIT: half the
// time, because a transaction needs three round trips, and keeps its locks over two of them.
const texts = new Map<string, string>();

/**
 * The statement for writes of these names and meanings; made once for each combination. It tells
 * how many rows each write found, or fails when one of them must refuse.
 */
export function compose(writes: readonly (Statement | Write)[]): string {
  const meanings = writes.map(({ name, ...rest }) => `${name} ${otherwiseOf(rest)}`);
  const signature = meanings.join();
  const known = texts.get(signature);
  if (known !== undefined) return known;
  const text = composeText(writes);
  texts.set(signature, text);
  return text;
}

function composeText(writes: readonly (Statement | Write)[]): string {
  const parts: string[] = [];
  const cases: string[] = [];
  let before = 0;
  writes.forEach((write, index) => {
    const first = before;
    const text = STATEMENTS[write.name];
    const shifted = text.replace(/\$(\d+)/g, (_, digits) => `$${first + Number(digits)}`);
    parts.push(`w${index} AS (${shifted} RETURNING 1)`);
    before += write.values.length;
    const otherwise = otherwiseOf(write);
    if (otherwise === null) return;
    cases.push(`WHEN (SELECT count(*) FROM w${index}) = 0 THEN '${otherwise}'`);
  });
  const counts = writes.map((_, index) => `(SELECT count(*) FROM w${index}) AS w${index}`);
  const verdict =
    cases.length === 0 ? counts.join() : `CAST(CASE ${cases.join(' ')} ELSE '1' END AS BIGINT)`;
  return `WITH ${parts.join(',\n')}\nSELECT ${verdict}`;
}

function otherwiseOf(write: object): Write['otherwise'] {
  return 'otherwise' in write ? (write.otherwise as Write['otherwise']) : null;
}

/** What the refusal of a composed statement means; null when it is an error like any other. */
export function refusalOf(error: unknown): Saved | null {
  const {
    code,
    message,
    constraint_name: constraint,
  } = error as {
    readonly code?: string;
    readonly message?: string;
    readonly constraint_name?: string;
  };
  if (code === '22P02') {
    return message?.includes('repeated')
      ? 'repeated'
      : message?.includes('conflict')
        ? 'conflict'
        : null;
  }
  // Somebody else wrote the same key. Of events each stands once: twice is a bug of ours.
  return code === '23505' && !constraint?.startsWith('events') ? 'conflict' : null;
}
