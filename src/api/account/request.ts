// The requests of an account: what its programs asked, and what they were answered.
import type { FindOwnRequest } from '../../core/request-log.ts';
import { type Call, type Operation, operation } from '../../gateways/dialect.ts';
import { reply } from '../family.ts';
import {
  findShape,
  listShape,
  parseOwnList,
  readLineName,
  viewRequest,
  viewWholeRequest,
} from '../request.ts';
import { namesOf } from '../shape.ts';

const LIST = listShape("Lists what the account's programs asked, newest first, scrubbed.", {});

export const requestOperations: readonly Operation[] = Object.freeze([
  operation(
    { method: 'GET', path: '/requests', rate: 'fetch', shape: LIST },
    (call: Call) => parseOwnList(call, namesOf(LIST)),
    (requests) => reply({ requests: requests.map(viewRequest) }),
  ),
  operation(
    { method: 'GET', path: '/requests/:id', rate: 'fetch', shape: findShape },
    (call: Call): FindOwnRequest => ({ kind: 'findOwnRequest', ...readLineName(call) }),
    (line, { addresses }) => reply(viewWholeRequest(line, addresses.origin)),
  ),
]);
