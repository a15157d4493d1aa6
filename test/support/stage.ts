// Puts what several processes do at once into an order that a test chooses: each waits for its turn
// before each call of the store that they share, and any of them may die there.
import { setImmediate as turn } from 'node:timers/promises';
import type { Store } from '../../src/store/store.ts';

export type Step = {
  readonly process: string;
  /** The method of the store that it is about to call. */
  readonly call: string;
};

export type Stage = {
  /** The store as this process sees it. */
  readonly wrap: (process: string, store: Store) => Store;
  /** What waits for its turn, once nothing else moves. */
  readonly waiting: () => Promise<readonly Step[]>;
  /** Lets the step with this number go on, as far as its next call. */
  readonly release: (at: number) => Promise<void>;
  /** Lets this process alone go on until it is about to call that; false: it never does. */
  readonly advance: (process: string, call: string) => Promise<boolean>;
  /** Nothing that this process does reaches the store any more. */
  readonly kill: (process: string) => void;
  /** Whether something was written since this was asked last. */
  readonly hasWritten: () => boolean;
};

type Waiting = Step & { readonly go: () => void; readonly die: () => void };

const WRITES: ReadonlySet<string> = new Set(['save', 'bringForward', 'markSent']);
/** It comes by a timer of the machine's clock, and changes nothing but when others may come. */
const UNTIMED: ReadonlySet<string> = new Set(['renewLease', 'close']);

export function openStage(): Stage {
  let steps: Waiting[] = [];
  let underWay = 0;
  let isWritten = false;
  const dead = new Set<string>();
  const check = (process: string): void => {
    if (dead.has(process)) throw new Error('killed');
  };
  const comeTo = (process: string, call: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const die = (): void => reject(new Error('killed'));
      steps.push({ process, call, go: resolve, die });
    });
  const waiting = async (): Promise<readonly Step[]> => {
    // A commit may take several turns; what follows an answer takes one at most.
    do await turn();
    while (underWay > 0);
    await turn();
    return steps;
  };
  const release: Stage['release'] = async (at) => {
    const [step] = steps.splice(at, 1);
    step?.go();
    await waiting();
  };
  return {
    waiting,
    release,
    wrap: (process, store) =>
      new Proxy(store, {
        get: (target, name) => {
          const work = Reflect.get(target, name) as unknown;
          const call = String(name);
          if (typeof work !== 'function' || UNTIMED.has(call)) return work;
          return async (...given: readonly unknown[]) => {
            check(process);
            await comeTo(process, call);
            check(process);
            underWay += 1;
            try {
              return (await Reflect.apply(work, target, given)) as unknown;
            } finally {
              underWay -= 1;
              isWritten ||= WRITES.has(call);
            }
          };
        },
      }),
    advance: async (process, call) => {
      for (;;) {
        const own = (await waiting()).findIndex((each) => each.process === process);
        const next = steps[own];
        if (next === undefined) return false;
        if (next.call === call) return true;
        await release(own);
      }
    },
    kill: (process) => {
      dead.add(process);
      const own = steps.filter((each) => each.process === process);
      steps = steps.filter((each) => each.process !== process);
      for (const { die } of own) die();
    },
    hasWritten: () => {
      const was = isWritten;
      isWritten = false;
      return was;
    },
  };
}
