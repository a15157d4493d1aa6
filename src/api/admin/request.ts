// The request log of all accounts, and of whoever proved to be none, as the operator looks at it.
import { type Failure, invalid } from '../../core/failure.ts';
import type { FindRequest, ListRequests } from '../../core/request-log.ts';
import { type Call, type Operation, operation } from '../../gateways/dialect.ts';
import { reply } from '../family.ts';
import {
  findShape,
  listShape,
  readLineName,
  readPage,
  viewRequest,
  viewWholeRequest,
} from '../request.ts';
import { namesOf, textTo } from '../shape.ts';

const LIST = listShape('Lists what was asked of this server, newest first, scrubbed.', {
  account: {
    schema: textTo(64),
    says: 'The key of an account, or `operator`; needed where an order is named.',
  },
});

export const requestOperations: readonly Operation[] = Object.freeze([
  operation(
    { method: 'GET', path: '/requests', rate: 'fetch', role: 'read', shape: LIST },
    parseList,
    (requests) => reply({ requests: requests.map(viewRequest) }),
  ),
  operation(
    { method: 'GET', path: '/requests/:id', rate: 'fetch', role: 'read', shape: findShape },
    (call: Call): FindRequest => ({ kind: 'findRequest', ...readLineName(call) }),
    (line, { addresses }) => reply(viewWholeRequest(line, addresses.origin)),
  ),
]);

function parseList(call: Call): ListRequests | Failure {
  const [read, asked] = readPage(call, namesOf(LIST));
  const account = read.text('account', { required: asked.orderName !== null, max: 64 });
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'listRequests', account, ...asked };
}
