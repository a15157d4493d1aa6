// What `dubash doctor` finds: a line each, with what to do about it.

export type Finding = {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'wrong';
  readonly says: string;
  /** What to do; null where nothing is to be done. */
  readonly remedy: string | null;
};

export function ok(check: string, says: string): Finding {
  return { check, state: 'ok', says, remedy: null };
}

export function warn(check: string, says: string, remedy: string): Finding {
  return { check, state: 'warn', says, remedy };
}

export function wrong(check: string, says: string, remedy: string): Finding {
  return { check, state: 'wrong', says, remedy };
}
