// The browser returns to the merchant with the fields of the generation that created the order.
// Sources: pinelabs.md §2.4 and §2.6.
import { asOf } from '../../../core/expiry.ts';
import type { Handback } from '../../dialect.ts';
import { attemptFacts, nameFacts } from './attempt.ts';
import { asSentByBrowser, returnFields } from './return-fields.ts';
import { originOf } from './origin.ts';
import { callback } from './native/plural/callback.ts';
import { PPC_NAMING } from './native/ppc/naming.ts';
import { signPpcFields } from '../signature.ts';

export const handback: Handback = (context) => {
  const { aggregate, payment, credentials, now, embedded } = context;
  const current = asOf(aggregate, now);
  const { generation } = originOf(current.order);
  if (generation === 'order') return callback({ ...context, aggregate: current });
  // A page that embeds ours takes the fields itself.
  const url = current.order.returns.success ?? (embedded ? '' : null);
  if (url === null) return null;
  const facts = attemptFacts(current, payment, credentials, now);
  const { secret } = credentials;
  const fields =
    generation === 'form'
      ? signPpcFields(nameFacts(facts, PPC_NAMING).map(asSentByBrowser), secret)
      : returnFields(facts, payment, secret);
  return { kind: 'browserPost', url, fields };
};
