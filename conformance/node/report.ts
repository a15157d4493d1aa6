// What the Node drivers share: runs an SDK's calls and prints how each went, one line a call.
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

export const URL_HERE = process.env['DUBASH_URL'] ?? '';
export const KEY = process.env['DUBASH_KEY'] ?? '';
export const SECRET = process.env['DUBASH_SECRET'] ?? '';
export const VERSION = process.env['SDK_VERSION'] ?? '';

/** SDKs are driven by the names of their calls: their types differ from version to version. */
export type Calls = Readonly<Record<string, (...given: readonly unknown[]) => Promise<unknown>>>;

type Expected = Readonly<Record<string, unknown>>;

/** The package that the harness chose: several versions stand side by side under other names. */
export function loadSdk(): unknown {
  return createRequire(import.meta.url)(process.env['SDK_PACKAGE'] ?? '');
}

export function say(name: string, verdict: string, detail = ''): void {
  const shown = detail.replace(/\s+/g, ' ').trim().slice(0, 300);
  process.stdout.write(`${['call', name, verdict, shown].join('\t')}\n`);
}

/** Runs `act`; each expectation names a field of its result (`a.0.b` goes inside). */
export async function call(name: string, act: () => unknown, expected: Expected = {}) {
  try {
    const result = await act();
    for (const [field, wanted] of Object.entries(expected)) {
      const found = read(result, field);
      const fits = typeof wanted === 'function' ? wanted(found) : isDeepStrictEqual(found, wanted);
      if (!fits) {
        say(name, 'differs', `${field} is ${JSON.stringify(found)}`);
        return result;
      }
    }
    say(name, 'works');
    return result;
  } catch (error) {
    say(name, 'differs', describe(error));
    return null;
  }
}

/** The call must be refused, with all of `words` in what the SDK throws. */
export async function refused(name: string, act: () => unknown, ...words: readonly string[]) {
  try {
    say(name, 'differs', `was not refused: ${JSON.stringify(await act())}`);
  } catch (error) {
    const text = describe(error);
    const fits = words.every((word) => text.includes(word));
    say(name, fits ? 'works' : 'differs', fits ? '' : text);
  }
}

/** A call outside what we promise: it may be refused as the gateway refuses an unknown URL. */
export async function beyond(name: string, act: () => unknown, word: string): Promise<void> {
  try {
    await act();
    say(name, 'works');
  } catch (error) {
    const known = describe(error).includes(word);
    say(name, known ? 'not supported' : 'differs', known ? '' : describe(error));
  }
}

/** Axios keeps the answer in `response`; the first gateway's SDK rejects with a plain object. */
function describe(error: unknown): string {
  const response = read(error, 'response');
  const told = response
    ? { status: read(response, 'status'), body: read(response, 'data') }
    : error;
  return told instanceof Error ? `${told.name}: ${told.message}` : JSON.stringify(told);
}

export function read(value: unknown, field: string): unknown {
  let at = value;
  for (const part of field.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

export function text(value: unknown, field: string): string {
  return String(read(value, field) ?? '');
}

/** One of Dubash's test controls. */
export async function control(path: string, body: Expected): Promise<unknown> {
  const proof = Buffer.from(`${KEY}:${SECRET}`).toString('base64');
  const answer = await fetch(`${URL_HERE}/sandbox/${path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${proof}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) say(`/sandbox/${path}`, 'differs', await answer.text());
  return answer.ok ? answer.json() : {};
}

/** Pays an order as its customer; returns the payment. */
export async function pay(order: string, method: string, more: Expected = {}): Promise<unknown> {
  return control('pay', { order, method, ...more });
}

/** What a browser gets that opens a page or, with a form, sends it. */
export async function browse(address: string, form?: Readonly<Record<string, string>>) {
  const sent = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
  const answer = await fetch(address, sent);
  return { address: answer.url, page: await answer.text() };
}

/** The inputs of a page's form, by name. */
export function inputs(page: string): Record<string, string> {
  const tags = [...page.matchAll(/<input[^>]*>/g)].map(([tag]) => tag);
  const value = (tag: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1];
  return Object.fromEntries(
    tags.map((tag) => [value(tag, 'name') ?? '', value(tag, 'value') ?? '']),
  );
}
