// Answers every kind of request: looks, lists, keeps or executes, whichever it asks for.
import type { Account } from '../../core/account.ts';
import type { Request } from '../../core/command.ts';
import type { Listing, Outcome } from '../../core/decision.ts';
import type { Failure } from '../../core/failure.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { IdempotencyRecord } from '../../store/store.ts';
import type { Engine } from './engine.ts';
import type { Records } from '../records/records.ts';

export type Result = Outcome | Listing | readonly StoredRecord[];

/** Makes the saved answer of an idempotent request from what it came to. */
export type Remember = (result: Result | Failure) => IdempotencyRecord;

export type Dispatch = (
  account: Account,
  request: Request,
  remember: Remember | null,
) => Promise<Result | Failure>;

/**
 * A command's answer is remembered in the commit of what it changed; everything else changes
 * nothing and is remembered by itself.
 */
export function createDispatch(engine: Engine, records: Records): Dispatch {
  return async (account, request, remember) => {
    switch (request.kind) {
      case 'putRecord':
        return records.put(account, request, remember);
      case 'findRecord':
      case 'listRecords':
      case 'list':
      case 'findMany':
      case 'findOrder':
      case 'findPayment':
      case 'findRefund': {
        const found = await look(engine, records, account, request);
        if (remember !== null) await engine.remember(account, remember(found));
        return found;
      }
      default:
        return engine.execute(account, request, remember === null ? {} : { remember });
    }
  };
}

type Look = Extract<
  Request,
  {
    kind:
      | 'findRecord'
      | 'listRecords'
      | 'list'
      | 'findMany'
      | 'findOrder'
      | 'findPayment'
      | 'findRefund';
  }
>;

function look(
  engine: Engine,
  records: Records,
  account: Account,
  request: Look,
): Promise<Result | Failure> {
  if (request.kind === 'list' || request.kind === 'findMany') return engine.list(account, request);
  if (request.kind === 'findRecord' || request.kind === 'listRecords') {
    return records.look(account, request);
  }
  return engine.find(account, request);
}
