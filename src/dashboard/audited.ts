// The audit of what is done at the dashboard: written before it is done, and then how it ended.
import { DONE, type Operator } from '../core/operator.ts';
import type { Audit, AuditedChange } from '../engine/identity/audit.ts';
import type { PageCall, Result, Row } from './request.ts';

/** What of a form is written down once it is done: names, words and amounts, none of it secret. */
const TOLD = [
  ...['account', 'payment', 'amount', 'reference', 'decision', 'state', 'since', 'until'],
  ...[
    'status',
    'dialect',
    'order',
    'method',
    'outcome',
    'event',
    'hours',
    'active',
    'days',
    'overlap',
  ],
  ...['name', 'unique_references', 'unsigned_create', 'v1_hashes', 'order_notices'],
  ...['unsigned_refund_addresses', 'strict', 'strict_origins', 'strict_pages', 'strict_lag_ms'],
  'strict_budgets',
] as const;

export type Auditing = { readonly audit: Audit; readonly requestId: string | null };

export function changeOf(
  { name, role }: Operator,
  operation: string,
  given: Readonly<Record<string, string>>,
  requestId: string | null,
): AuditedChange {
  const who = { operator: name, role, from: 'dashboard', requestId };
  return { ...who, operation, account: given['account'] ?? null, target: given };
}

/** What was read and taken: what was refused may have anything in any place. */
function toldOf({ fields, query }: PageCall): Readonly<Record<string, string>> {
  const told = TOLD.map((name) => [name, fields[name] ?? query[name] ?? ''] as const);
  return Object.fromEntries(told.filter(([, value]) => value !== ''));
}

/** Where `answer` throws, nobody knows what was done: it stays as begun. */
export async function answerAudited(
  { audit, requestId }: Auditing,
  row: Row,
  call: PageCall,
): Promise<Result | null> {
  const audits = row.audits ?? row.method === 'POST';
  const isAudited = typeof audits === 'boolean' ? audits : audits(call);
  if (!isAudited) return row.answer(call);
  const operation = `${row.method} /dashboard${row.path}`;
  const change = changeOf(call.who, operation, call.params, requestId);
  const end = await audit.begin(change);
  const result = await row.answer(call);
  const outcome = outcomeOf(result);
  const told = outcome === DONE ? toldOf(call) : {};
  await end({ outcome, account: told['account'] ?? null, target: told });
  return result;
}

function outcomeOf(result: Result | null): string {
  if (result === null) return 'not_found';
  if (result.kind === 'page' && (result.status ?? 200) >= 400) return 'refused';
  const isRepeated =
    result.kind === 'moved' && (result.told === 'repeated' || result.told === 'same');
  return isRepeated ? 'repeated' : DONE;
}

/** That the role was too low for it. */
export async function noteRefusal(
  { audit, requestId }: Auditing,
  row: Row,
  call: PageCall,
): Promise<void> {
  const operation = `${row.method} /dashboard${row.path}`;
  await audit.note(changeOf(call.who, operation, call.params, requestId), 'role_too_low');
}
