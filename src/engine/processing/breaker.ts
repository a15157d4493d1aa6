// Sees whether processors answer what begins payments, and opens the circuit of a connection whose
// processor does not. When to open is counted in each process; that it is open is known to all.
import { CircuitState, ConsecutiveBreaker, CountBreaker, type IBreaker } from 'cockatiel';
import type { Account } from '../../core/account.ts';
import type { Connection, Exchange, Processor } from '../../gateways/processor.ts';
import type { Log } from '../log.ts';
import { logError } from '../log-error.ts';
import type { Call, More } from './call.ts';
import type { Circuits, Question } from './circuit.ts';
import { isMany } from './many.ts';

/** As a processor is called for payments of this account: the same call, and it is counted. */
export type Watch = (account: Account, processor: Processor, call: Call) => Call;

type Parts = { readonly circuits: Circuits; readonly log: Log };

/** So many in a row without an answer; or more than so many of the last ones. */
const IN_A_ROW = 3;
const SHARE = { threshold: 0.5, size: 20, minimumNumberOfCalls: 10 } as const;
const COUNTED_MAX = 10_000;

/** Null: it answered. */
type Verdict = { readonly why: string } | null;

type Noted = {
  readonly question: Question;
  /** Our name for the payment. */
  readonly about: string;
  /** Whether a request was sent for it. */
  readonly isAsked: boolean;
};
type Note = (connection: Connection, noted: Noted, verdict: Verdict) => Promise<void>;

export function createWatch({ circuits, log }: Parts): Watch {
  const counted = new Map<string, readonly IBreaker[]>();
  // Of these processors a start says nothing, so that inquiries do.
  const callless = new Set<string>();
  const lastSilent = new Map<string, string>();
  const breakersOf = (name: string): readonly IBreaker[] => {
    const found = counted.get(name);
    if (found !== undefined) return found;
    const made = [new ConsecutiveBreaker(IN_A_ROW), new CountBreaker(SHARE)];
    if (counted.size >= COUNTED_MAX) counted.clear();
    counted.set(name, made);
    return made;
  };
  const note: Note = async ({ account, id, processor }, { question, about, isAsked }, verdict) => {
    const name = `${account} ${id} ${question}`;
    if (callless.size >= COUNTED_MAX) callless.clear();
    if (question === 'start' && !isAsked) callless.add(`${account} ${id}`);
    if (!isAsked || (question === 'inquire' && !callless.has(`${account} ${id}`))) return;
    // One payment that is never told of is no silent processor.
    if (verdict !== null && about !== '' && lastSilent.get(name) === about) return;
    if (lastSilent.size >= COUNTED_MAX) lastSilent.clear();
    if (verdict !== null) lastSilent.set(name, about);
    const isOpen = (await circuits.read(account)).get(id)?.question === question;
    const breakers = breakersOf(name);
    if (verdict === null) {
      for (const breaker of breakers) breaker.success(CLOSED);
      if (!isOpen) return;
      counted.delete(name);
      await circuits.close(account, id, question);
      log.info({ processor, connection: id }, 'a processor answers again');
      return;
    }
    // Each counts, whatever another says.
    const opens = breakers.map((breaker) => breaker.failure(CLOSED)).some(Boolean);
    if (!opens && !isOpen) return;
    counted.delete(name);
    await circuits.open(account, id, question, verdict.why);
    const facts = { processor, connection: id, question, why: verdict.why };
    log.warn(facts, 'a processor does not answer: payments go elsewhere where routes allow it');
  };
  return (account, processor, call) =>
    account.settings.routes === null ? call : watchCall(processor, call, note, log);
}

/** A breaker that is asked while a circuit is closed; open ones are kept by us. */
const CLOSED = CircuitState.Closed;

function watchCall({ start, inquire }: Processor, call: Call, note: Note, log: Log): Call {
  return async <Ask, Result extends { readonly kind: string }>(
    exchange: Exchange<Ask, Result>,
    ask: Ask,
    connection: Connection,
    more?: More,
  ) => {
    const isStart = (exchange as unknown) === start;
    const isInquiry = (exchange as unknown) === inquire || isMany(exchange);
    // What was told with others was counted once, with them.
    if ((!isStart && !isInquiry) || more?.told !== undefined) {
      return call(exchange, ask, connection, more);
    }
    // Some processors begin a payment without a call: that says nothing of them.
    let isAsked = false;
    const watched: typeof exchange = {
      ...exchange,
      request: (asked, side) => {
        const request = exchange.request(asked, side);
        isAsked = !('kind' in request);
        return request;
      },
    };
    const result = await call(watched, ask, connection, more);
    const question = isStart ? 'start' : 'inquire';
    const { name: about = '' } = ask as { readonly name?: string };
    const noted = note(connection, { question, about, isAsked }, judge(result, question));
    // What cannot be noted is no reason to lose what was answered.
    await noted.catch((error) => logError(log, error, 'a circuit could not be changed'));
    return result;
  };
}

/**
 * What was refused for this payment's own sake was answered; what is refused to the connection
 * would be refused to the next payment as well.
 */
function judge(
  result: { readonly kind: string; readonly why?: string; readonly raw?: string },
  question: Question,
): Verdict {
  const why = result.raw ?? '';
  if (result.kind === 'unknown') return { why };
  const isRefused = result.kind === 'refused' && result.why !== 'input';
  return isRefused && question === 'start' ? { why: `${result.why}: ${why}` } : null;
}
