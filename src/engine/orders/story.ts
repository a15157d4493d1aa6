// The story of an order: everything that is kept of it, for whoever has to understand it.
import type { Account } from '../../core/account.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { Aggregate } from '../../core/order.ts';
import type { OrderEvent } from '../../core/result.ts';
import type { ShownReview, ShownTranscript } from '../../core/review-request.ts';
import type { TracedWebhook } from '../../core/webhook.ts';
import type { InstructionRow, Store } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';
import { findAnyNamed, type OrderOfPage } from '../processing/named-order.ts';
import type { Reviews } from '../processing/review.ts';
import type { TranscriptList } from '../processing/transcript-list.ts';
import type { SentWebhooks } from '../webhooks/sent-webhook.ts';
import type { Engine } from './engine.ts';
import { listEvents } from './list-events.ts';

/** Each list oldest first. */
export type Story = {
  readonly account: Account;
  readonly aggregate: Aggregate;
  readonly events: readonly OrderEvent[];
  /** What a processor shall do, or is asked again about. */
  readonly instructions: readonly InstructionRow[];
  readonly exchanges: readonly ShownTranscript[];
  readonly reviews: readonly ShownReview[];
  readonly webhooks: readonly TracedWebhook[];
  /** The lists that were so long that only their newest part is here. */
  readonly cut: readonly string[];
};

export type StoryParts = {
  readonly store: Store;
  readonly ids: Ids;
  readonly engine: Pick<Engine, 'find'>;
  readonly orderOfPage: OrderOfPage;
  readonly reviews: Pick<Reviews, 'list'>;
  readonly transcriptList: Pick<TranscriptList, 'list'>;
  readonly sentWebhooks: Pick<SentWebhooks, 'list' | 'find'>;
};

const EACH_MAX = 200;
const PAYMENT_KINDS = ['charge', 'capture', 'void'] as const;

/** By any name of the order, or of its payment, its refund or its payment link. */
export async function loadStory(
  parts: StoryParts,
  account: Account,
  name: string,
): Promise<Story | Failure> {
  const found = await findAnyNamed(parts, account, name);
  if (isFailure(found)) return found;
  const { aggregate } = found;
  const { token } = aggregate.order.id;
  const order = [{ by: 'token', token } as const];
  const [orderName, count] = [`order_${token}`, EACH_MAX + 1];
  const always = { since: null, until: null } as const;
  const events = listEvents(parts, account, {
    ...{ kind: 'listEvents', selection: { order, ...always } },
    ...{ skip: 0, count },
  });
  const exchanges = parts.transcriptList.list({
    ...{ kind: 'listTranscripts', account: account.key, orderName, ...always },
    ...{ payment: null, connection: null, before: null, count },
  });
  const reviews = parts.reviews.list({
    ...{ kind: 'listReviews', account: account.key, orderName },
    ...{ isOpen: null, before: null, count },
  });
  const webhooks = parts.sentWebhooks.list(account, {
    ...{ kind: 'listWebhooks', skip: 0, count },
    selection: { order, endpoint: null, state: null, ...always },
  });
  const lists = {
    events: taken(await events),
    exchanges: taken(await exchanges),
    reviews: taken(await reviews),
    webhooks: taken(await webhooks),
  };
  const cut = Object.entries(lists).flatMap(([of, all]) => (all.length > EACH_MAX ? [of] : []));
  const traced = latest(lists.webhooks).map(async ({ token: webhook }) => {
    const locators = [{ by: 'token', token: webhook } as const];
    const asked = { kind: 'findWebhook', webhook: locators } as const;
    const sent = await parts.sentWebhooks.find(account, asked);
    // It may have been purged meanwhile.
    return isFailure(sent) ? [] : [sent];
  });
  return {
    ...{ account, aggregate, cut },
    events: latest(lists.events),
    instructions: await instructionsOf(parts, account, aggregate),
    exchanges: latest(lists.exchanges),
    reviews: latest(lists.reviews),
    webhooks: (await Promise.all(traced)).flat(),
  };
}

/** What was found by the names of an order that is there. */
function taken<Result>(result: Result | Failure): Result {
  if (isFailure(result)) throw new Error('an order that was found');
  return result;
}

function latest<Each>(newestFirst: readonly Each[]): readonly Each[] {
  return newestFirst.slice(0, EACH_MAX).toReversed();
}

async function instructionsOf(
  { store }: StoryParts,
  { id: account }: Account,
  { payments, refunds }: Aggregate,
): Promise<readonly InstructionRow[]> {
  const wanted = [
    ...payments.flatMap(({ id }) => PAYMENT_KINDS.map((kind) => ({ account, id: id.key, kind }))),
    ...refunds.map(({ id }) => ({ account, id: id.key, kind: 'refund' as const })),
  ];
  const found = await Promise.all(wanted.map((each) => store.findInstruction(each)));
  return found.filter((each) => each !== null);
}
