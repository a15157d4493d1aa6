// An operator: who runs this server or looks after it, and what the role lets it ask for.

/** From the least on: each may do what those before it may. */
export const ROLES = ['read', 'operate', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type Operator = { readonly name: string; readonly role: Role };

/** Who has the admin token, which every server has. */
export const ADMIN: Operator = Object.freeze({ name: 'admin', role: 'admin' });

/** Whoever typed a command on the database itself. */
export const TERMINAL: Operator = Object.freeze({ name: 'terminal', role: 'admin' });

/** An operator as its list shows it. Times are real ones. */
export type ListedOperator = Operator & {
  readonly createdAt: number;
  /** Null: its token holds. */
  readonly revokedAt: number | null;
};

export function mayDo(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export const OPERATOR_NAME_MAX = 40;
const NAME = /^[a-z0-9][a-z0-9._-]{0,39}$/;

/** Whether somebody may be called so; the names of those who are always there are taken. */
export function isOperatorName(name: string): boolean {
  return NAME.test(name) && name !== ADMIN.name && name !== TERMINAL.name;
}

/** One thing that an operator changed, or was not let change. */
export type AuditRecord = {
  readonly key: number;
  /** The real time. */
  readonly at: number;
  readonly operator: string;
  readonly role: Role;
  /** `api`: it was asked by HTTP; else the system's user who typed the command. */
  readonly from: string;
  /** A row of the admin API, or a command with its action. */
  readonly operation: string;
  /** The key of the account that it is about; null: of none, or of all. */
  readonly account: string | null;
  /** Names of what it is about, and what was decided; never a secret. */
  readonly target: Readonly<Record<string, string>>;
  /** Null where there was no request. */
  readonly requestId: string | null;
  /** `begun`: it was under way when its process ended, so that it may have been done or not. */
  readonly outcome: string;
};

/** What stands for a change while it is under way. */
export const BEGUN = 'begun';
export const DONE = 'done';

/** Has the server do what a command of `dubash` does, as whoever asks for it. */
export type RunCommand = {
  readonly kind: 'runCommand';
  readonly operator: Operator;
  readonly requestId: string | null;
  /** What was typed behind `dubash`. */
  readonly words: readonly string[];
  /** Its standard input, or the file that was named. */
  readonly input: string;
};

/** What a command came to. */
export type CommandResult = {
  /** The exit code. */
  readonly code: number;
  readonly output: string;
  readonly complaints: string;
};

/** Newest first; null matters not. Times in real milliseconds, inclusive. */
export type ListAudit = {
  readonly kind: 'listAudit';
  readonly since: number | null;
  readonly until: number | null;
  readonly operator: string | null;
  readonly account: string | null;
  /** Those that are older than this one. */
  readonly before: number | null;
  readonly count: number;
};
