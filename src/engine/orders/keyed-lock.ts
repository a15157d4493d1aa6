// Lets work of one name go one after the other, and work of other names at the same time.

/** Runs `work` after everything of the same name that came before; null takes no turn. */
export type KeyedLock = <T>(name: string | null, work: () => Promise<T>) => Promise<T>;

export function createKeyedLock(): KeyedLock {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    if (name === null) return work();
    const before = last.get(name);
    const mine = before === undefined ? work() : before.then(work, work);
    last.set(name, mine);
    const leave = (): void => {
      if (last.get(name) === mine) last.delete(name);
    };
    mine.then(leave, leave);
    return mine;
  };
}
