// Whether a request beside the road is an operator's: for what is mounted by itself.
import { type Failure, isFailure } from '../core/failure.ts';
import type { Family } from '../gateways/dialect.ts';
import { openRequest } from './open.ts';
import { type HttpReply, writeReply } from './reply.ts';
import { type IncomingRequest, mountRequest } from './request.ts';
import type { App } from './road.ts';

export type OperatorProof = {
  /** Of operators' own requests: each token that opens those opens this as well. */
  readonly operator: Omit<Family, 'operations'>;
  readonly road: Pick<App, 'findAccountBy' | 'failedLogins'>;
};

/** Null: the token is an operator's, of whatever role. */
export async function proveOperator(
  { operator, road }: OperatorProof,
  incoming: IncomingRequest,
): Promise<Failure | null> {
  const request = mountRequest(incoming, '');
  const identification = operator.identify(request);
  if (isFailure(identification)) return identification;
  const opened = await openRequest(road.findAccountBy, operator, request, identification);
  if (!isFailure(opened)) return null;
  return road.failedLogins.refuse(identification.key, incoming.address, opened);
}

/** In the words of the admin API. */
export function refuseStranger(
  { operator }: Pick<OperatorProof, 'operator'>,
  incoming: IncomingRequest,
  failure: Failure,
): HttpReply {
  const reply = writeReply(operator.renderFailure(failure, mountRequest(incoming, '')));
  const { retryAfterSeconds } = failure;
  if (retryAfterSeconds === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfterSeconds) } };
}
