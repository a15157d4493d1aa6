// What the dashboard's pages look at, of the parts that a server is joined from.
import type { Account } from '../core/account.ts';
import { OPERATOR } from '../engine/identity/operator.ts';
import { loadStory, type StoryParts } from '../engine/orders/story.ts';
import type { Sources } from './request.ts';

export type SourceParts = Omit<Sources, 'loadStory' | 'orderOfPage' | 'keepsRequests'> & {
  /** Undefined: nothing is written down. */
  readonly requestLog: object | undefined;
  readonly pages: { readonly orderOf: Sources['orderOfPage'] };
};

export function createSources({ pages, requestLog, ...given }: SourceParts): Sources {
  const { dispatch } = given;
  const orderOfPage = pages.orderOf;
  const parts: StoryParts = {
    ...given,
    orderOfPage,
    reviews: { list: (request) => dispatch(OPERATOR, request, null) },
    transcriptList: { list: (request) => dispatch(OPERATOR, request, null) },
    sentWebhooks: {
      list: (account, request) => dispatch(account, request, null),
      find: (account, request) => dispatch(account, request, null),
    },
  };
  return {
    ...given,
    orderOfPage,
    keepsRequests: requestLog !== undefined,
    loadStory: (account: Account, name) => loadStory(parts, account, name),
  };
}
