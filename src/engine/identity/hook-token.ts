// Names the addresses that processors send webhooks to: unguessable, checkable without a look-up,
// and telling whose connection it is.
import type { Connection } from '../../gateways/processor.ts';
import type { Vault } from './vault.ts';

export type HookTokens = {
  /** The address of `nameOf`. */
  readonly urlOf: (origin: string, connection: Pick<Connection, 'account' | 'id'>) => string;
  /** At most 60 characters of [0-9A-Za-z_-]. */
  readonly nameOf: (connection: Pick<Connection, 'account' | 'id'>) => string;
  /** Null when the name was not made by `nameOf`. */
  readonly read: (name: string) => Pick<Connection, 'account' | 'id'> | null;
};

export function createHookTokens(vault: Vault): HookTokens {
  const textOf = ({ account, id }: Pick<Connection, 'account' | 'id'>): string =>
    `hook ${account} ${id}`;
  const nameOf: HookTokens['nameOf'] = (connection) => {
    const { account, id } = connection;
    return `${account.toString(36)}-${id.toString(36)}-${vault.tag(textOf(connection))}`;
  };
  return {
    urlOf: (origin, connection) => `${origin}/hooks/${nameOf(connection)}`,
    nameOf,
    read: (name) => {
      const [, first = '', second = '', tag = ''] =
        /^([0-9a-z]+)-([0-9a-z]+)-(.+)$/.exec(name) ?? [];
      const found = { account: Number.parseInt(first, 36), id: Number.parseInt(second, 36) };
      const isSpelled = found.account.toString(36) === first && found.id.toString(36) === second;
      return isSpelled && vault.isTag(textOf(found), tag) ? found : null;
    },
  };
}
