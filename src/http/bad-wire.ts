// Bad days of the wire, which a sandbox account's own request asks for by a header: an error in
// place of the answer, an answer that comes late, or one that breaks off.
import { setTimeout as sleep } from 'node:timers/promises';
import { isFailure } from '../core/failure.ts';
import { openRequest } from './open.ts';
import type { HttpReply } from './reply.ts';
import { type IncomingRequest, leaveTrail } from './request.ts';
import type { App } from './road.ts';

export const PLAY_HEADER = 'x-dubash-play';
const DELAY_MAX_MS = 30_000;

type BadDay = {
  /** The status that is answered in place of carrying the request out; null: it is carried out. */
  readonly status: number | null;
  /** The status that is answered although it was; null: its own. */
  readonly lost: number | null;
  readonly delayMs: number;
  readonly cut: boolean;
};

type Parts = Pick<App, 'mount' | 'findAccountBy' | 'log'> & {
  readonly travel: (incoming: IncomingRequest) => Promise<HttpReply> | HttpReply;
};

/** Null for a request that asks for nothing of this, or is on no family's path. */
export function createBadWire({ mount, findAccountBy, log, travel }: Parts) {
  const warned = new Set<number>();

  /** Whether whoever asks has proved to be a sandbox account; a live one is told of in the log. */
  const mayPlay = async (incoming: IncomingRequest): Promise<boolean> => {
    const match = mount(incoming);
    const identification = match?.family.identify(match.request);
    if (match === null || identification === undefined || isFailure(identification)) return false;
    // What is answered in place of carrying it out is written down as well.
    leaveTrail(incoming, match.course);
    const { family, request } = match;
    const opened = await openRequest(findAccountBy, family, request, identification);
    if (isFailure(opened)) return false;
    match.course.opened = opened;
    const { id, mode } = opened.account;
    if (mode === 'live' && !warned.has(id)) {
      warned.add(id);
      log.warn({ account: id }, `${PLAY_HEADER} is ignored: the account is live`);
    }
    return mode === 'sandbox';
  };

  const play = async (incoming: IncomingRequest, asked: string): Promise<HttpReply> => {
    if (!(await mayPlay(incoming))) return travel(incoming);
    const day = readBadDay(asked);
    if (day === null) return misspelt();
    const carried = day.status === null ? await travel(incoming) : errorPage(day.status);
    if (day.delayMs > 0) await sleep(day.delayMs);
    const told = day.lost === null ? carried : errorPage(day.lost);
    return day.cut ? { ...told, cut: true } : told;
  };

  return (incoming: IncomingRequest): Promise<HttpReply> | null => {
    const asked = incoming.headers[PLAY_HEADER];
    if (asked === undefined || mount(incoming)?.failure !== null) return null;
    return play(incoming, asked);
  };
}

/** `status=503`, `lost=503`, `delay=2000` and `cut`, joined by commas; null for anything else. */
export function readBadDay(text: string): BadDay | null {
  let day: BadDay = { status: null, lost: null, delayMs: 0, cut: false };
  for (const each of text.split(',').map((part) => part.trim())) {
    const [, name, digits = ''] = /^(status|lost|delay)=(\d{1,5})$/.exec(each) ?? [];
    const value = Number(digits);
    const isStatus = value >= 400 && value <= 599;
    if (each === 'cut') day = { ...day, cut: true };
    else if (name === 'delay' && value <= DELAY_MAX_MS) day = { ...day, delayMs: value };
    else if (name === 'status' && isStatus) day = { ...day, status: value };
    else if (name === 'lost' && isStatus) day = { ...day, lost: value };
    else return null;
  }
  return day;
}

/** What stands before a gateway answers in HTML, whatever the gateway speaks. */
function errorPage(status: number): HttpReply {
  const body = `<html><head><title>${status}</title></head><body>${status}</body></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

function misspelt(): HttpReply {
  const message = `${PLAY_HEADER} takes status=, lost=, delay= and cut, joined by commas`;
  const body = JSON.stringify({ status: 'ERROR', code: 'BAD_REQUEST', message });
  return { status: 400, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}
