// Which order a logged request was about: names that stand in it, and the log's own word for it.
import { isFailure } from '../core/failure.ts';
import type { LoggedRequest, Shown } from '../core/request-log.ts';
import { findAnyNamed } from '../engine/processing/named-order.ts';
import { NAMING } from '../engine/requests/request-subject.ts';
import type { Listed } from '../engine/orders/list-all.ts';
import type { Sources } from './request.ts';

/** Ours in any spelling; and what fields of JSON and of forms have. */
const OWN_NAME = /\b[a-z]{1,16}_\w{14}\b/g;
const IN_JSON = /"(\w{1,60})"\s*:\s*(?:"((?:[^"\\]|\\.){1,200})"|(\d{1,20})\b)/g;
const IN_FORM = /(?:^|[?&])(\w{1,60})=([^&\s]{1,300})/g;
const NAMES_MAX = 12;
/** A client may have sent one request id for several. */
const SAME_ID_MAX = 20;

/** Null: it was about none, or about one that never came to be. */
export async function findOrderOf(
  sources: Sources,
  line: Shown<LoggedRequest>,
): Promise<Listed | null> {
  const known = line.account === null ? null : await sources.accounts.find(line.account);
  if (known === null) return null;
  const { account } = known;
  const tried = new Set<number>();
  for (const name of namesIn(line)) {
    const found = await findAnyNamed(sources, account, name);
    if (isFailure(found)) continue;
    const { order } = found.aggregate;
    if (tried.has(order.id.key)) continue;
    tried.add(order.id.key);
    // A name alone proves nothing: a customer's, say, may be another order's reference.
    const lines = await sources.requestList.list({
      account,
      orderName: `order_${order.id.token}`,
      filters: { requestId: line.requestId },
      limit: SAME_ID_MAX,
    });
    if (lines.some(({ id }) => id.key === line.id.key)) return { account, order };
  }
  return null;
}

function namesIn({ path, query, body, reply }: LoggedRequest | Shown<LoggedRequest>) {
  const texts = [path, `?${query}`, reply ?? '', body ?? ''];
  const own = texts.flatMap((text) => text.match(OWN_NAME) ?? []);
  const named = texts.flatMap((text) => [
    ...[...text.matchAll(IN_JSON)].map(([, name = '', quoted, number = '']) => {
      return [name, quoted === undefined ? number : unquote(quoted)] as const;
    }),
    ...[...text.matchAll(IN_FORM)].map(([, name = '', value = '']) => {
      return [name, decode(value)] as const;
    }),
  ]);
  const values = named.flatMap(([name, value]) => (NAMING.test(name) ? [value] : []));
  return [...new Set([...path.split('/').filter((each) => /^\d{10,20}$/.test(each)), ...own])]
    .slice(0, NAMES_MAX)
    .concat([...new Set(values)].slice(0, NAMES_MAX))
    .filter((name) => name !== '');
}

/** Scrubbed text may be no JSON any more. */
function unquote(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return '';
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
