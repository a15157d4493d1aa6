// The account API, for sandbox and live accounts: endpoints of every dialect, the webhooks that
// were sent, what happened to orders, and settings.
import { isFailure } from '../../core/failure.ts';
import type { Dialect, Family, Operation } from '../../gateways/dialect.ts';
import { basicFamily } from '../family.ts';
import { endpointOperations } from './endpoint.ts';
import { eventOperations } from './event.ts';
import { settingOperations } from './setting.ts';
import { webhookOperations } from './webhook.ts';

export function accountFamily(dialects: readonly Dialect[]): Family {
  const byName = new Map(dialects.map((dialect) => [dialect.name, dialect]));
  // A literal path stands before the one whose `:name` it would fit too.
  const operations = [
    ...endpointOperations(byName),
    ...webhookOperations,
    ...eventOperations,
    ...settingOperations,
  ].flatMap((row): readonly Operation[] => [refuseUnreadable(row), row]);
  return basicFamily('account', '/account', operations, (request) => {
    const fields = request.fields();
    return isFailure(fields) ? NO_FIELDS : fields;
  });
}

const NO_FIELDS = Object.freeze({ values: Object.freeze({}), lexemes: new Map<string, string>() });

/** A body that cannot be read counts for the row it was sent to, and is remembered by no key. */
function refuseUnreadable({ method, path, rate }: Operation): Operation {
  return {
    method,
    path,
    rate,
    ignoresKeys: true,
    when: (request) => isFailure(request.fields()),
    answer: ({ request }) => {
      const fields = request.fields();
      return isFailure(fields) ? fields : { failure: 'body_malformed' };
    },
  };
}
