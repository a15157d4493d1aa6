// What goes wrong between the first server and the second, drawn from a seed.
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import { type Answer, give, giveHalf, type Handle, pass, type Passed } from './wire.ts';

export type Faults = {
  readonly calls: Handle;
  /** Webhooks on their way back. */
  readonly hook: (passed: Passed, on: (passed: Passed) => Promise<Answer>) => Promise<Answer>;
  /** Those that were not taken, which a gateway sends again hours later. */
  readonly lost: readonly Passed[];
  readonly counts: ReadonlyMap<string, number>;
  readonly requests: () => number;
  /** Everything passes before, and again after `end`. */
  readonly begin: () => void;
  readonly end: () => void;
};

type Places = {
  readonly chance: Chance;
  /** Where requests to the second server go. */
  readonly far: () => string;
  /** Kills the first server; false: it was killed often enough. */
  readonly kill: () => boolean;
  readonly note: (line: string) => void;
};

/** Of a body, in the trace. */
const SHOWN_MAX = 1500;
const DELAY_MAX_MS = 120;
const HOOK_DELAY_MAX_MS = 600;

/** How often each is drawn, of all requests. */
const CALLS: readonly (readonly [fault: string, weight: number])[] = [
  ['passed', 46],
  ['delayed', 10],
  ['500 before it', 6],
  ['502 HTML before it', 5],
  ['429 before it', 5],
  ['dropped before it', 7],
  ['reply dropped', 8],
  ['reply cut', 5],
  ['garbage for a reply', 5],
  ['never read', 3],
  ['never answered', 4],
  ['half, then silence', 3],
  ['answered too late', 2],
  ['read too late', 3],
  ['killed before it', 2],
  ['killed after it', 3],
];
const HOOKS: typeof CALLS = [
  ['webhook passed', 4],
  ['webhook twice', 3],
  ['webhook late', 4],
  ['webhook lost', 3],
];

const GARBAGE = ['', '{', 'null', '[]', '{}', '<!doctype html><p>Please wait</p>', '{"status":1}'];

/** What a customer's own browser sends is delayed at most. */
const BROWSER = /\/_payment(?:[/?]|$)/;

export function openFaults({ chance, far, kill, note }: Places): Faults {
  const counts = new Map<string, number>();
  const lost: Passed[] = [];
  let requests = 0;
  let over = true;
  const count = (fault: string): void => {
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
  };
  const calls: Handle = async (passed, response) => {
    requests += 1;
    const isBrowser = BROWSER.test(passed.path);
    let fault = over || isBrowser ? 'passed' : draw(chance, CALLS);
    if (fault === 'killed before it' && !kill()) fault = 'passed';
    note(`${passed.method} ${passed.path} ${shown(passed)}: ${fault}`);
    if (fault !== 'killed after it') count(fault);
    if (fault === 'delayed') await setTimeout(chance.below(DELAY_MAX_MS));
    if (await refuse(fault, response)) return;
    // Too late is when whoever asked has hung up; what is answered then, nobody hears.
    if (fault === 'read too late') await hungUp(response);
    const answer = await pass(far(), passed);
    if (fault === 'answered too late') await hungUp(response);
    note(`  ${answer.status} ${answer.body.subarray(0, SHOWN_MAX).toString()}`);
    // Killed often enough: only the reply is lost.
    if (fault === 'killed after it') count(kill() ? fault : 'reply dropped');
    if (fault === 'reply dropped' || fault === 'killed after it') response.destroy();
    else if (fault === 'never answered') await hungUp(response);
    else if (fault === 'reply cut') giveHalf(response, answer, 'cut');
    else if (fault === 'half, then silence') giveHalf(response, answer, 'silent');
    else if (fault === 'garbage for a reply') {
      give(response, { ...answer, body: Buffer.from(chance.pick(GARBAGE)) });
    } else give(response, answer);
  };
  return {
    calls,
    hook: async (passed, on) => {
      const fault = over ? 'webhook passed' : draw(chance, HOOKS);
      count(fault);
      note(`webhook ${passed.body.subarray(0, SHOWN_MAX).toString()}: ${fault}`);
      const deliver = async (): Promise<Answer> => {
        const answer = await on(passed).catch(() => refusal(502, ''));
        if (answer.status >= 500) lost.push(passed);
        return answer;
      };
      if (fault === 'webhook lost') {
        lost.push(passed);
        return refusal(500, '');
      }
      if (fault === 'webhook twice') await deliver();
      if (fault === 'webhook late') await setTimeout(chance.below(HOOK_DELAY_MAX_MS));
      return deliver();
    },
    lost,
    counts,
    requests: () => requests,
    begin: () => {
      over = false;
    },
    end: () => {
      over = true;
    },
  };
}

function shown({ body }: Passed): string {
  const text = body.toString();
  const command = /command=(\w+)/.exec(text)?.[1];
  return command ?? text.slice(0, 160);
}

function draw(chance: Chance, weights: typeof CALLS): string {
  const whole = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let at = chance.below(whole);
  for (const [fault, weight] of weights) {
    if (at < weight) return fault;
    at -= weight;
  }
  throw new RangeError('weights that do not add up');
}

const PAGE = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

async function refuse(fault: string, response: Parameters<Handle>[1]): Promise<boolean> {
  switch (fault) {
    case '500 before it':
      give(response, refusal(500, '{"message":"Internal Server Error"}'));
      return true;
    case '502 HTML before it':
      give(response, refusal(502, PAGE));
      return true;
    case '429 before it':
      give(response, refusal(429, 'Too Many Requests'));
      return true;
    case 'never read':
      await hungUp(response);
      return true;
    case 'dropped before it':
    case 'killed before it':
      response.destroy();
      return true;
    default:
      return false;
  }
}

/** Resolves when whoever waits for this answer waits no longer. */
function hungUp(response: Parameters<Handle>[1]): Promise<unknown> {
  return response.destroyed ? Promise.resolve() : once(response, 'close');
}

export function refusal(status: number, text: string): Answer {
  const type = text.startsWith('<') ? 'text/html' : 'application/json';
  return { status, headers: { 'content-type': type }, body: Buffer.from(text) };
}
