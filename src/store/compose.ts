// Several writes as one SQL statement: one round trip, one commit, and no lock that outlives it.
import type { Write } from './commit.ts';
import { STATEMENTS } from './statements.ts';
import type { Saved } from './store.ts';

// Each write is a part of one WITH; they all happen or none does. A write that found nothing to
// write makes the last SELECT convert a word to a number, which fails and undoes the rest; the word
// comes back in the error. Measured against the same statements between BEGIN and COMMIT: half the
// time, because a transaction needs three round trips, and keeps its locks over two of them.
const texts = new Map<string, string>();

/** The statement for writes of these names and meanings; made once for each combination. */
export function compose(writes: readonly Write[]): string {
  const signature = writes.map(({ name, otherwise }) => `${name}/${otherwise}`).join(' ');
  const known = texts.get(signature);
  if (known !== undefined) return known;
  const text = composeText(writes);
  texts.set(signature, text);
  return text;
}

function composeText(writes: readonly Write[]): string {
  const parts: string[] = [];
  const cases: string[] = [];
  let before = 0;
  writes.forEach(({ name, values, otherwise }, index) => {
    const first = before;
    const shifted = STATEMENTS[name].replace(/\$(\d+)/g, (_, digits) => `$${first + +digits}`);
    parts.push(`w${index} AS (${shifted} RETURNING 1)`);
    before += values.length;
    if (otherwise === null) return;
    cases.push(`WHEN (SELECT count(*) FROM w${index}) = 0 THEN '${otherwise}'`);
  });
  const verdict = cases.length === 0 ? '1' : `CAST(CASE ${cases.join(' ')} ELSE '1' END AS BIGINT)`;
  return `WITH ${parts.join(',\n')}\nSELECT ${verdict} AS saved`;
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
