// `GET /docs`: the manual of all that is served, for whoever runs this server.
import type { Failure } from '../core/failure.ts';
import type { Dialect } from '../gateways/dialect.ts';
import { renderManual, renderManuals } from '../pages/index.ts';
import { readManual } from './manual-view.ts';
import { isNearby } from './nearby.ts';
import { type OperatorProof, proveOperator, refuseStranger } from './operator-proof.ts';
import { htmlReply, type HttpReply, tagReply, writeReply } from './reply.ts';
import type { IncomingRequest } from './request.ts';
import type { Mounted } from './server.ts';

const ROOT = '/docs';
const OPENAPI = `${ROOT}/openapi.json`;

export type DocsParts = OperatorProof & {
  readonly dialects: readonly Dialect[];
  /** Of our own APIs. */
  readonly describeApis: () => object;
  /** Whether this machine alone reaches the server: then nobody on it is asked for the token. */
  readonly isLocal: boolean;
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
  const refuse = (failure: Failure): HttpReply => refuseStranger(parts, incoming, failure);
  if (!(parts.isLocal && isNearby(incoming))) {
    const failure = await proveOperator(parts, incoming);
    if (failure !== null) return refuse(failure);
  }
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
    return refuse({ failure: 'method_not_allowed', allowed: ['GET', 'HEAD'] });
  }
  const found = find(incoming.path.replace(/\/$/, ''));
  return found === null ? refuse({ failure: 'path_unknown' }) : tagReply(found, incoming);
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
