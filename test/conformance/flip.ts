// Changes one character of what a proof covers, at every place that matters.
import type { Return, Webhook } from '../../src/gateways/dialect.ts';

export type Flip<Message> = { readonly what: string; readonly flipped: Message };

const other = (text: string, at: number): string => {
  const replacement = /\d/.test(text[at] ?? '') ? (text[at] === '1' ? '2' : '1') : '3';
  return text.slice(0, at) + replacement + text.slice(at + 1);
};

/** First, last and some between. */
function places(text: string): readonly number[] {
  const last = text.length - 1;
  const all = [0, last >> 2, last >> 1, last - (last >> 2), last];
  return text === '' ? [] : [...new Set(all)];
}

/** For whole bodies, eight places all over it. */
const EVERYWHERE = 8;

/** The names of all that a webhook tells, in its body or in what was put to its query. */
export function namesOfWebhook({ headers, body, url, method }: Webhook, ownUrl: string): string[] {
  if (method === 'GET') {
    const own = new Set(new URL(ownUrl).searchParams.keys());
    return [...new URL(url).searchParams.keys()].filter((name) => !own.has(name));
  }
  if (/urlencoded/.test(headers['content-type'] ?? ''))
    return [...new URLSearchParams(body).keys()];
  return namesIn(JSON.parse(body));
}

/** Of what is no object, however deep it stands; a list is one thing. */
function namesIn(value: unknown): string[] {
  return Object.entries(Object(value)).flatMap(([name, each]) => {
    const isDeep = typeof each === 'object' && each !== null && !Array.isArray(each);
    return isDeep ? namesIn(each) : [name];
  });
}

/** The names of the fields that come back, or of what was put to the address's own query. */
export function namesOfReturn(back: Return, ownUrl: string): readonly string[] {
  if (back.kind !== 'redirect') return back.fields.map(([field]) => field);
  const own = new Set(new URL(ownUrl).searchParams.keys());
  return [...new URL(back.url).searchParams.keys()].filter((name) => !own.has(name));
}

export function flipsOf(
  webhook: Webhook,
  covers: readonly string[] | 'everything',
): readonly Flip<Webhook>[] {
  const { headers, body, url, method } = webhook;
  const signed = Object.entries(headers).filter(([name]) => /signature|timestamp/.test(name));
  const inHeaders = signed.flatMap(([name, value]) =>
    places(value).map((at) => ({
      what: `${name} at ${at}`,
      flipped: { ...webhook, headers: { ...headers, [name]: other(value, at) } },
    })),
  );
  if (covers === 'everything') {
    const step = Math.max(1, Math.floor(body.length / EVERYWHERE));
    const inBody = Array.from({ length: EVERYWHERE }, (_, at) => at * step)
      .filter((at) => at < body.length)
      .map((at) => ({ what: `body at ${at}`, flipped: { ...webhook, body: other(body, at) } }));
    return [...inBody, ...inHeaders];
  }
  if (method === 'GET') {
    const address = new URL(url);
    return flipFields(address.searchParams, covers).map(({ what, flipped }) => {
      const search = new URLSearchParams([...flipped]).toString();
      return {
        what,
        flipped: { ...webhook, url: `${address.origin}${address.pathname}?${search}` },
      };
    });
  }
  if (/urlencoded/.test(headers['content-type'] ?? '')) {
    return flipFields(new URLSearchParams(body), covers).map(({ what, flipped }) => ({
      what,
      flipped: { ...webhook, body: new URLSearchParams([...flipped]).toString() },
    }));
  }
  return [...flipJson(webhook, covers), ...inHeaders];
}

/** Fields that stand in JSON, wherever in it. */
function flipJson(webhook: Webhook, covers: readonly string[]): readonly Flip<Webhook>[] {
  return covers.flatMap((name) => {
    const found = new RegExp(`"${name}":"?([^"\\\\,}]+)`).exec(webhook.body);
    const value = found?.[1] ?? '';
    const start = (found?.index ?? 0) + (found?.[0].length ?? 0) - value.length;
    return places(value).map((at) => ({
      what: `${name} at ${at}`,
      flipped: { ...webhook, body: other(webhook.body, start + at) },
    }));
  });
}

type Fields = readonly (readonly [string, string])[];

function flipFields(
  fields: Iterable<readonly [string, string]>,
  covers: readonly string[],
): readonly Flip<Map<string, string>>[] {
  const all = new Map(fields);
  return covers.flatMap((name) => {
    const value = all.get(name) ?? '';
    return places(value).map((at) => ({
      what: `${name} at ${at}`,
      flipped: new Map([...all, [name, other(value, at)]]),
    }));
  });
}

export function flipsOfReturn(
  back: Return,
  covers: readonly string[] | 'everything',
): readonly Flip<Return>[] {
  if (back.kind === 'redirect') {
    const address = new URL(back.url);
    const names = covers === 'everything' ? [...address.searchParams.keys()] : covers;
    return flipFields(address.searchParams, names).map(({ what, flipped }) => {
      const search = new URLSearchParams([...flipped]).toString();
      const url = `${address.origin}${address.pathname}?${search}`;
      return { what, flipped: { ...back, url } };
    });
  }
  const names = covers === 'everything' ? back.fields.map(([name]) => name) : covers;
  return flipFields(back.fields, names).map(({ what, flipped }) => {
    const fields: Fields = [...flipped];
    return { what, flipped: { ...back, fields } };
  });
}
