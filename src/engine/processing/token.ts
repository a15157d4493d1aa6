// Bearer tokens of connections: asked for once, kept in memory while they last, renewed once where
// one is refused, and added only as a request is sent, so that nothing else sees them.
import { isDeepStrictEqual } from 'node:util';
import type {
  Connection,
  Credentials,
  Granted,
  Refused,
  TokenExchange,
  Unknown,
  WireReply,
  WireRequest,
} from '../../gateways/processor.ts';

/** Sends a request once; what is no reply says why there is none. */
export type Post = (request: WireRequest) => Promise<WireReply | Refused | Unknown>;

type Answer = Granted | Refused | Unknown;

export type Tokens = {
  /**
   * Sends by `post` with a token. A request that was refused for its token, so that nothing of it
   * was begun, is sent once more with another.
   */
  readonly bear: (source: TokenExchange, connection: Connection, post: Post) => Post;
  /** Those that replies may repeat: they are as good as the credentials, as long as they last. */
  readonly grantedTo: (connection: Connection) => readonly string[];
  /** The next one is asked for. */
  readonly forget: (connection: Connection) => void;
};

/** `answer` while it is on its way and after. */
type Kept = { readonly credentials: Credentials; readonly answer: Promise<Answer> };

/** On its way to the processor none shall run out. */
const MARGIN_MS = 60_000;
const KEPT_MAX = 10_000;
/** An answer may come late, and repeat one that was renewed since. */
const GRANTED_MAX = 3;

/** `grant` asks a processor; `now` is the real time in milliseconds. */
export function createTokens(
  grant: (source: TokenExchange, connection: Connection) => Promise<Answer>,
  now: () => number,
): Tokens {
  const kept = new Map<string, Kept>();
  const granted = new Map<string, readonly string[]>();
  const note = (name: string, answer: Answer): void => {
    if (answer.kind !== 'granted') return;
    const known = new Set([answer.token, ...(granted.get(name) ?? [])]);
    if (granted.size >= KEPT_MAX) granted.clear();
    granted.set(name, [...known].slice(0, GRANTED_MAX));
  };
  const ask = (source: TokenExchange, connection: Connection): Promise<Answer> => {
    const name = nameOf(connection);
    const answer = grant(source, connection).then((each) => {
      note(name, each);
      return each;
    });
    const one: Kept = { credentials: currentOf(connection), answer };
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(name, one);
    const drop = (): void => {
      if (kept.get(name) === one) kept.delete(name);
    };
    // A refusal is not kept: it may be mended there any moment.
    one.answer.then(({ kind }) => (kind === 'granted' ? undefined : drop()), drop);
    return one.answer;
  };
  /** `former` was refused. */
  const take = async (
    source: TokenExchange,
    connection: Connection,
    former: Granted | null,
  ): Promise<Answer> => {
    for (;;) {
      const known = kept.get(nameOf(connection));
      if (known === undefined) return ask(source, connection);
      if (!isDeepStrictEqual(known.credentials, currentOf(connection))) {
        return ask(source, connection);
      }
      const answer = await known.answer;
      if (answer.kind !== 'granted') return answer;
      if (answer !== former && answer.until > now() + MARGIN_MS) return answer;
      // Unless somebody asks for another meanwhile.
      if (kept.get(nameOf(connection)) === known) return ask(source, connection);
    }
  };
  return {
    grantedTo: (connection) => granted.get(nameOf(connection)) ?? [],
    forget: (connection) => void kept.delete(nameOf(connection)),
    bear: (source, connection, post) => async (request) => {
      const granted = await take(source, connection, null);
      if (granted.kind !== 'granted') return granted;
      const reply = await post(withToken(request, granted));
      if ('kind' in reply || !source.isRefused(reply)) return reply;
      const other = await take(source, connection, granted);
      return other.kind === 'granted' ? post(withToken(request, other)) : other;
    },
  };
}

function nameOf({ account, id }: Connection): string {
  return `${account} ${id}`;
}

function currentOf({ credentials }: Connection): Credentials {
  return credentials[0] ?? {};
}

function withToken(request: WireRequest, { token }: Granted): WireRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}
