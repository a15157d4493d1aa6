// What the engine logs with: a line of text and the facts that belong to it.

export type Log = {
  readonly info: (fields: object, text: string) => void;
  readonly warn: (fields: object, text: string) => void;
  readonly error: (fields: object, text: string) => void;
  /** For whoever looks for a fault; nobody does where it is left out. */
  readonly debug?: (fields: object, text: string) => void;
  /** Whether lines of a level are written at all; all are where it is left out. */
  readonly isLevelEnabled?: (level: 'info' | 'debug') => boolean;
};
