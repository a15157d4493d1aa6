// What a merchant sees who came by a link: its own account's orders and webhooks, and nothing else.
import type { Account } from '../core/account.ts';
import type { MerchantLinkAccess } from '../engine/identity/merchant-link.ts';
import type { Operators, ProvedOperator } from './operators.ts';
import { isFailure } from '../core/failure.ts';
import { sha256Hex } from '../gateways/kit/proof.ts';
import type { Row, SignedIn, Sources } from './request.ts';

/** No operator is called so: their names have no colon. */
const PREFIX = 'link:';

/** What a session of this link is begun with. */
export function holderOf(id: string): ProvedOperator {
  return { name: `${PREFIX}${id}`, role: 'read', proof: sha256Hex(`merchant link ${id}`) };
}

/** Those who came by a link are found by it, as long as it holds. */
export function withMerchants(operators: Operators, links: MerchantLinkAccess): Operators {
  return {
    prove: operators.prove,
    find: async (name) => {
      if (!name.startsWith(PREFIX)) return operators.find(name);
      const held = await links.find(name.slice(PREFIX.length));
      return held === null ? null : { ...holderOf(held.link.id), only: held.account };
    },
  };
}

/** A merchant changes nothing, and sees the pages that say so. */
export function mayShow({ only }: SignedIn, { method, merchants }: Row): boolean {
  return only === undefined || (method === 'GET' && merchants === true);
}

/** The same, as if there were no other account; without what is the operator's alone. */
export function sourcesFor({ only }: SignedIn, sources: Sources): Sources {
  if (only === undefined) return sources;
  const { accounts, loadStory, store } = sources;
  const isOwn = (account: Account): boolean => account.id === only.id;
  return {
    ...sources,
    accounts: {
      listSecrets: async () => [],
      addSecret: async () => refuse(),
      revokeSecret: async () => refuse(),
      list: async (after, count) => (only.id > after && count > 0 ? [only] : []),
      find: async (name) => {
        const known = await accounts.find(name);
        return known !== null && isOwn(known.account) ? known : null;
      },
      findById: async (id) => (id === only.id ? accounts.findById(id) : null),
    },
    store: {
      ...store,
      listNewest: async (filter) =>
        (await store.listNewest(filter)).filter(({ account }) => account === only.id),
      listNaming: async (name) =>
        (await store.listNaming(name)).filter((account) => account === only.id),
    },
    dispatch: (account, ...asked) =>
      isOwn(account) ? sources.dispatch(account, ...asked) : refuse(),
    loadStory: async (account, name) => {
      const story = isOwn(account) ? await loadStory(account, name) : refuse();
      if (isFailure(story)) return story;
      const cut = story.cut.filter((each) => each !== 'exchanges' && each !== 'reviews');
      return { ...story, exchanges: [], reviews: [], cut };
    },
  };
}

function refuse(): never {
  throw new Error('another account than the one that the link shows');
}
