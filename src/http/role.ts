// What an operator may ask for by its role, and the audit of what it then changes.
import type { Account } from '../core/account.ts';
import type { Failure } from '../core/failure.ts';
import { DONE, mayDo, type Operator } from '../core/operator.ts';
import type { AuditedChange } from '../engine/identity/audit.ts';
import { OPERATOR } from '../engine/identity/operator.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import { AlreadyAnswered } from '../engine/orders/decide-and-save.ts';
import type { Call, Operation } from '../gateways/dialect.ts';
import type { Match } from './mount.ts';
import type { App } from './road.ts';

/** An operator's request as if the account had asked that its path names. */
export async function behalfOf(
  { findAccount, engine, addresses }: Pick<App, 'findAccount' | 'engine' | 'addresses'>,
  call: Call,
  operation: Operation,
): Promise<Call | Failure> {
  // Which accounts there are is told to nobody who may not ask.
  if (refuseRole(call, operation) !== null) return call;
  const known = await findAccount(call.params['key'] ?? '');
  if (known === null) return { failure: 'record_not_found' };
  const { account, credentials } = known;
  const now = engine.nowOf(account);
  return { ...call, account, credentials, now, addresses: addresses(account) };
}

/** Whose requests are counted: an operator's take nothing from the account's. */
export function limitedOf({ account, operator }: Call): Account {
  return operator === undefined ? account : OPERATOR;
}

/** One operator's script does not use up the minute of the others. Null: a merchant asks. */
export function operatorOf({ operator }: Call): string | null {
  return operator?.name ?? null;
}

/** Null: the role is high enough, or a merchant asks. */
export function refuseRole({ operator }: Call, { role }: Operation): Failure | null {
  if (operator === undefined || role === undefined || mayDo(operator.role, role)) return null;
  const detail = `This needs the role ${role}, and ${operator.name} has the role ${operator.role}`;
  return { failure: 'credentials_wrong', needs: role, detail };
}

type Auditing = Pick<App, 'audit'>;

/** That it was refused. */
export async function noteRefusal(
  { audit }: Auditing,
  call: Call,
  operation: Operation,
): Promise<void> {
  const { operator } = call;
  if (operator === undefined) return;
  await audit.note(changeOf(call, operator, operation), 'role_too_low');
}

/**
 * Does it, and where an operator asks for more than to look, with the audit written before it and
 * after it. Where `work` throws, nobody knows what was done: it stays as begun.
 */
export function audited(
  { audit }: Auditing,
  { course }: Match,
  call: Call,
  operation: Operation,
  work: () => Promise<WireReply>,
): Promise<WireReply> {
  const { operator } = call;
  const { role } = operation;
  if (operator === undefined || role === undefined || role === 'read') return work();
  const change = changeOf(call, operator, operation);
  return audit.begin(change).then(async (end) => {
    const reply = await work().catch(async (error) => {
      // Its idempotency key had the answer: nothing was done.
      if (error instanceof AlreadyAnswered) await end({ outcome: 'repeated' });
      throw error;
    });
    if (reply.status >= 400) {
      await end({ outcome: course.failure ?? String(reply.status) });
      return reply;
    }
    const made = madeBy(reply);
    const target = { ...toldBy(call, operation), ...made };
    await end({ outcome: DONE, account: made.key ?? null, target });
    return reply;
  });
}

function changeOf(
  { params, account, requestId = '' }: Call,
  { name, role }: Operator,
  { method, path, onBehalf }: Operation,
): AuditedChange {
  return {
    ...{ operator: name, role, from: 'api', operation: `${method} ${path}`, requestId },
    ...{ account: onBehalf === true ? account.key : (params['key'] ?? null), target: params },
  };
}

/** What was read and taken: what was refused may have anything in any place. */
function toldBy({ fields }: Call, { audits = [] }: Operation): Readonly<Record<string, string>> {
  const told = audits.flatMap((field) => {
    const value = fields.values[field];
    const isTold = typeof value === 'string' || typeof value === 'boolean';
    return isTold || typeof value === 'number' ? [[field, String(value)] as const] : [];
  });
  return Object.fromEntries(told);
}

/** The names that an answer gives to what it made. */
function madeBy({ body }: WireReply): { readonly key?: string; readonly id?: string } {
  const answer: unknown = body.startsWith('{') ? JSON.parse(body) : null;
  if (typeof answer !== 'object' || answer === null) return {};
  const { key, id } = answer as { readonly key?: unknown; readonly id?: unknown };
  return {
    ...(typeof key === 'string' ? { key } : {}),
    ...(typeof id === 'string' ? { id } : {}),
  };
}
