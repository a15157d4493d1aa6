// What may be seen of credentials: what is not secret, and whether each secret is set.
import type { ShownConnection } from '../../core/connection.ts';
import type { Credentials, Processor } from '../../gateways/processor.ts';

type View = Pick<ShownConnection, 'shown' | 'secrets' | 'formerCredentials'>;

/** Of a processor that this server does not have nothing is known to be no secret. */
export function showCredentials(
  processor: Processor | undefined,
  [current = {}, ...former]: readonly Credentials[],
): View {
  const fields = processor?.credentialFields ?? [];
  const shown = fields.flatMap(({ name, secret }) => {
    const value = current[name];
    return secret || value === undefined ? [] : [[name, value] as const];
  });
  const secrets = fields
    .filter(({ secret }) => secret)
    .map(({ name }) => [name, current[name] !== undefined] as const);
  return {
    shown: Object.fromEntries(shown),
    secrets: Object.fromEntries(secrets),
    formerCredentials: former.length,
  };
}

/** A processor may repeat what it was sent. */
export function blacken(said: string, processor: Processor, all: readonly Credentials[]): string {
  const secrets = processor.credentialFields
    .filter(({ secret }) => secret)
    .flatMap(({ name }) => all.map((credentials) => credentials[name] ?? ''));
  return secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '…'), said);
}
