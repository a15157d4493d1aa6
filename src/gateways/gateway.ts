// A gateway: a company with up to two faces, a dialect that we speak and a processor that we use.
import type { Dialect, TestAmount, TestInstrument } from './dialect.ts';
import type { Processor } from './processor.ts';
import type { Simulator } from './simulator.ts';

/** A test instrument with the name of the gateway that publishes it. */
export type PublishedInstrument = TestInstrument & { readonly gateway?: string };

/** A test amount with the name of the dialect whose orders it is for. */
export type PublishedAmount = TestAmount & { readonly dialect: string };

export type Gateway = {
  readonly name: string;
  /** Its name as people know it. */
  readonly title: string;
  /** Its API as a merchant's program speaks it to us. */
  readonly dialect?: Dialect;
  /** Itself as we speak it, with a merchant's own credentials. */
  readonly processor?: Processor;
  /** What stands for a processor where no money moves; given the dialects' test instruments. */
  readonly simulator?: (
    instruments: readonly PublishedInstrument[],
    amounts?: readonly PublishedAmount[],
  ) => Simulator;
};

export function listDialects(gateways: Readonly<Record<string, Gateway>>): readonly Dialect[] {
  return Object.values(gateways).flatMap(({ dialect }) => (dialect === undefined ? [] : [dialect]));
}

/** Every processor by the name of its gateway. */
export function listProcessors(
  gateways: Readonly<Record<string, Gateway>>,
): ReadonlyMap<string, Processor> {
  return new Map(
    Object.values(gateways).flatMap(({ name, processor }) =>
      processor === undefined ? [] : [[name, processor] as const],
    ),
  );
}

/** Every simulator by its name. */
export function listSimulators(
  gateways: Readonly<Record<string, Gateway>>,
): ReadonlyMap<string, Simulator> {
  const instruments = Object.values(gateways).flatMap(({ title, dialect }) =>
    (dialect?.instruments ?? []).map((each) => ({ ...each, gateway: title })),
  );
  const amounts = Object.values(gateways).flatMap(({ dialect }) =>
    (dialect?.amounts ?? []).map((each) => ({ ...each, dialect: dialect?.name ?? '' })),
  );
  return new Map(
    Object.values(gateways).flatMap(({ name, simulator }) =>
      simulator === undefined ? [] : [[name, simulator(instruments, amounts)] as const],
    ),
  );
}
