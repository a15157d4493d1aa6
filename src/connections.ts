// Who really moves the money: the processors of the registry, and how they are called.
import { type Call, createCall } from './engine/processing/call.ts';
import type { Transcribe } from './engine/processing/transcript.ts';
import type { Log } from './engine/log.ts';
import { listDialects, listProcessors } from './gateways/gateway.ts';
import type { Processor } from './gateways/processor.ts';
import * as gateways from './gateways/registry.ts';
import type { OnError } from './guard.ts';
import { readAllowList } from './network/address.ts';
import { createSender } from './network/send.ts';

export const PROCESSORS = listProcessors(gateways);

/** The names of gateways as people know them, by their own. */
export const TITLES: ReadonlyMap<string, string> = new Map(
  Object.values(gateways).map(({ name, title }) => [name, title]),
);

/** What SDKs have inside them: the hosts of every dialect's API. */
export const HOSTS: readonly string[] = listDialects(gateways).flatMap(({ hosts }) => hosts);

export type Carriage = {
  readonly processors: ReadonlyMap<string, Processor>;
  readonly call: Call;
  readonly close: () => Promise<void>;
};

/**
 * Their addresses are the operator's choice, so that those of a private network are taken too, for
 * processors of a test. `now` is the real time in milliseconds; `transcribe` hears what is said.
 */
export function openCarriage(
  log: Log,
  onError: OnError,
  now: () => number,
  transcribe: Transcribe = () => undefined,
): Carriage {
  const sender = createSender({ allow: readAllowList('loopback, private'), onError });
  return {
    processors: PROCESSORS,
    call: createCall({ send: sender.send, now, log, processors: PROCESSORS, transcribe }),
    close: sender.close,
  };
}
