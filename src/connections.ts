// Who really moves the money: the processors of the registry, and how they are called.
import type { Call } from './engine/identity/connection.ts';
import { listProcessors } from './gateways/gateway.ts';
import type { Processor } from './gateways/processor.ts';
import * as gateways from './gateways/registry.ts';

export type Carriage = {
  readonly processors: ReadonlyMap<string, Processor>;
  readonly call: Call;
};

/** Nobody calls a processor yet: each question ends without an answer. */
export const CARRIAGE: Carriage = {
  processors: listProcessors(gateways),
  call: () => Promise.resolve({ kind: 'unknown', raw: 'This version calls no processor yet' }),
};
