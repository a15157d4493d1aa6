// Reads the networks of the settings as a server does when it starts, and says what is wrong.
import type { Config } from './config.ts';
import { readTrustedProxies } from './http/client-address.ts';
import { readAllowList } from './network/address.ts';

export type NetworkSetting = {
  readonly name: 'OUTGOING_ALLOW' | 'TRUSTED_PROXIES';
  readonly text: string;
  /** Null: a server starts with it. */
  readonly problem: string | null;
};

export function examineNetworks({
  outgoingAllow,
  trustedProxies,
}: Pick<Config, 'outgoingAllow' | 'trustedProxies'>): readonly NetworkSetting[] {
  return [
    {
      name: 'OUTGOING_ALLOW',
      text: outgoingAllow,
      problem: problemOf(() => readAllowList(outgoingAllow)),
    },
    {
      name: 'TRUSTED_PROXIES',
      text: trustedProxies,
      problem: problemOf(() => readTrustedProxies(trustedProxies)),
    },
  ];
}

function problemOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
