// The one rule of every state machine here: a step that its table does not list cannot be written.

export type Transitions<S extends string> = Readonly<Record<S, readonly S[]>>;

/**
 * Returns `to` when the table allows the step (staying is always allowed); throws otherwise: a bug.
 */
export function transition<S extends string>(table: Transitions<S>, from: S, to: S): S {
  if (from === to || table[from].includes(to)) return to;
  throw new Error(`transition ${from} → ${to} is not in the table`);
}
