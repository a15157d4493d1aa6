// Where an account's orders have their pages, as dialects are told.
import type { Account } from '../../core/account.ts';
import type { Addresses } from '../../gateways/dialect.ts';
import { insideOf } from './embedder.ts';
import type { PageTokens } from './page-token.ts';

/** `origin` is asked when an address is made. */
export function addressesOf(
  pages: PageTokens,
  origin: () => string,
): (account: Account) => Addresses {
  return (account) => {
    const page: Addresses['page'] = ({ order }, session) =>
      `${origin()}/pay/${pages.nameOf(account, order, session)}`;
    return {
      origin: origin(),
      pageToken: ({ order }) => pages.nameOf(account, order),
      page,
      frame: (aggregate, embedder, session) =>
        `${page(aggregate, session)}/in/${insideOf(embedder)}`,
      orderOfPage: (name) => pages.orderOf(account, name),
    };
  };
}
