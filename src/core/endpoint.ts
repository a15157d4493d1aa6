// An endpoint's record: whether it is told of what happens.
import type { StoredRecord } from './record.ts';

export type EndpointState = 'active' | 'off' | 'paused';

/** Whether we stopped sending to an endpoint because it kept failing. */
export function isPaused(body: StoredRecord['body']): boolean {
  return body['active'] === false && typeof body['paused_at'] === 'number';
}

/** `off`: the merchant switched it off. `paused`: we did, until the merchant switches it on. */
export function endpointState({ body }: StoredRecord): EndpointState {
  if (isPaused(body)) return 'paused';
  return body['active'] === false ? 'off' : 'active';
}
