// How pieces of a text that was signed for something else could be given to fields of V1.
import { CREDENTIALS } from './call.ts';
import { fieldsOf, leastBody, type Row, takes, type Values } from './keyed-row.ts';

const { key: KEY } = CREDENTIALS;

/** Ways to give sorted names pieces of a text, each name one that the operation would take. */
export function* assign(row: Row, parts: readonly string[]): Generator<Values> {
  const least = leastBody(row);
  const { signed: known } = fieldsOf(row);
  const names = [...new Set([...known, 'key', ...Object.keys(least)])].sort();
  const needs = (name: string): boolean => name === 'key' || Object.hasOwn(least, name);
  const dead = new Set<string>();
  function* from(at: number, next: number, given: Values): Generator<Values> {
    if (at === parts.length) {
      if (!names.slice(next).some(needs)) yield given;
      return;
    }
    let found = false;
    if (dead.has(`${at} ${next}`)) return;
    for (let index = next; index < names.length; index += 1) {
      const name = names[index] ?? '';
      for (let end = at + 1; end <= parts.length; end += 1) {
        const text = parts.slice(at, end).join('|');
        if (!takes(row, name, text)) continue;
        for (const whole of from(end, index + 1, { ...given, [name]: text })) {
          found = true;
          yield whole;
        }
      }
      if (needs(name)) break;
    }
    if (!found) dead.add(`${at} ${next}`);
  }
  yield* from(0, 0, {});
}

/** The wish as the operation's own fields, what stands around it under names of no meaning. */
export function surround(parts: readonly string[], body: Values): Values | null {
  const names = Object.keys(body).sort();
  const start = parts.findIndex((_, at) =>
    names.every((name, index) => parts[at + index] === body[name]),
  );
  if (start < 0) return null;
  const rest = parts.map((text, at) => [at < start ? `!${pad(at)}` : `~${pad(at)}`, text] as const);
  const outside = rest.filter((_, at) => at < start || at >= start + names.length);
  return { ...body, ...Object.fromEntries(outside) };
}

/** Every piece under a name of no meaning, and what matters as numbers beside them. */
export function addNumbers(parts: readonly string[]): Values {
  const at = parts.indexOf(KEY);
  const texts = parts.map((text, index) => {
    const name = index === at ? 'key' : `${index < at ? '!' : '~'}${pad(index)}`;
    return [name, text] as const;
  });
  return { ...Object.fromEntries(texts), id: 4403993715527184, amount: 100 };
}

const pad = (number: number): string => String(number).padStart(3, '0');
