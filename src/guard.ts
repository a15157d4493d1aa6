// What runs outside every `try`: timers, turns of the event loop, events of sockets and signals. An
// error that escapes there ends the process, so all of it is wrapped here (test/tidy.test.ts).

/** Takes an error that no caller can be given. */
export type OnError = (error: unknown) => void;

/** For tests, and where nothing can be told: as if there were no guard. */
export const rethrow: OnError = (error) => {
  throw error;
};

/** `work` as a callback: what it throws, or its promise rejects with, goes to `onError`. */
export function guarded<Given extends readonly unknown[]>(
  onError: OnError,
  work: (...given: Given) => unknown,
): (...given: Given) => void {
  return (...given) => {
    try {
      const done = work(...given);
      if (done instanceof Promise) done.catch(onError);
    } catch (error) {
      onError(error);
    }
  };
}

/** What comes of `work`, or the error of `late` when that takes longer. */
export function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    guarded(reject, () => reject(late())),
    ms,
  );
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
