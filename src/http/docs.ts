// `GET /docs`: the manual of all that is served, for whoever runs this server.
import { type Failure, isFailure } from '../core/failure.ts';
import type { Dialect, Family } from '../gateways/dialect.ts';
import { renderManual, renderManuals } from '../pages/index.ts';
import { readManual } from './manual-view.ts';
import { isNearby } from './nearby.ts';
import { openRequest } from './open.ts';
import { htmlReply, type HttpReply, tagReply, writeReply } from './reply.ts';
import { type IncomingRequest, mountRequest } from './request.ts';
import type { App } from './road.ts';
import type { Mounted } from './server.ts';

const ROOT = '/docs';
const OPENAPI = `${ROOT}/openapi.json`;

export type DocsParts = {
  readonly dialects: readonly Dialect[];
  /** Of our own APIs. */
  readonly describeApis: () => object;
  /** Of the operator's requests: its token opens this as well. */
  readonly operator: Family;
  /** Whether this machine alone reaches the server: then nobody on it is asked for the token. */
  readonly isLocal: boolean;
  readonly road: Pick<App, 'findAccountBy' | 'failedLogins'>;
};

export function createDocs(parts: DocsParts): Mounted {
  const written = new Map<string, HttpReply | null>();
  const find = (path: string): HttpReply | null => {
    const known = written.get(path);
    if (known !== undefined) return known;
    const reply = write(parts, path);
    if (reply !== null) written.set(path, reply);
    return reply;
  };
  return (incoming) => {
    const { path } = incoming;
    if (path !== ROOT && !path.startsWith(`${ROOT}/`)) return null;
    return answer(parts, incoming, find);
  };
}

async function answer(
  parts: DocsParts,
  incoming: IncomingRequest,
  find: (path: string) => HttpReply | null,
): Promise<HttpReply> {
  const request = mountRequest(incoming, '');
  const refuse = (failure: Failure): HttpReply =>
    writeReply(parts.operator.renderFailure(failure, request));
  if (!(parts.isLocal && isNearby(incoming))) {
    const failure = await prove(parts, incoming);
    if (failure !== null) return refuse(failure);
  }
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
    return refuse({ failure: 'method_not_allowed', allowed: ['GET', 'HEAD'] });
  }
  const found = find(incoming.path.replace(/\/$/, ''));
  return found === null ? refuse({ failure: 'path_unknown' }) : tagReply(found, incoming);
}

/** Null: the token is the operator's. */
async function prove(
  { operator, road }: DocsParts,
  incoming: IncomingRequest,
): Promise<Failure | null> {
  const request = mountRequest(incoming, '');
  const identification = operator.identify(request);
  if (isFailure(identification)) return identification;
  const opened = await openRequest(road.findAccountBy, operator, request, identification);
  if (!isFailure(opened)) return null;
  return road.failedLogins.refuse(identification.key, incoming.address, opened);
}

function write({ dialects, describeApis }: DocsParts, path: string): HttpReply | null {
  if (path === OPENAPI) return writeReply({ kind: 'json', status: 200, body: describeApis() });
  if (path === ROOT) {
    const links = dialects.map(({ name, title, families }) => {
      const count = families.flatMap(({ operations }) => operations).length;
      return {
        href: `${ROOT}/${name}`,
        title,
        says: `${count} rows of ${families.length} families`,
      };
    });
    const says = 'the account API and the admin API, as OpenAPI 3.1';
    return htmlReply(
      200,
      renderManuals([...links, { href: OPENAPI, title: 'Our own APIs', says }]),
    );
  }
  const dialect = dialects.find(({ name }) => path === `${ROOT}/${name}`);
  return dialect === undefined ? null : htmlReply(200, renderManual(readManual(dialect)));
}
