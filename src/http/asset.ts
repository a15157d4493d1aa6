// Serves what browsers load from us for a dialect, such as its drop-in script.
import type { Asset, Dialect } from '../gateways/dialect.ts';
import { tagReply, writeReply } from './reply.ts';
import type { Mounted } from './server.ts';

const REMEMBER_SECONDS = 300;

/** `origin` is asked at each request, because it is known only once the server listens. */
export function createAssets(dialects: readonly Dialect[], origin: () => string): Mounted {
  const byPath = new Map<string, Asset>();
  for (const { assets = [] } of dialects) {
    for (const asset of assets) for (const path of asset.paths) byPath.set(path, asset);
  }
  return (incoming) => {
    const asset = byPath.get(incoming.path);
    if (asset === undefined || (incoming.method !== 'GET' && incoming.method !== 'HEAD'))
      return null;
    const headers = {
      'cache-control': `public, max-age=${REMEMBER_SECONDS}`,
      'access-control-allow-origin': '*',
      vary: 'accept-encoding',
      'cross-origin-resource-policy': 'cross-origin',
    };
    const body = asset.body(origin());
    const reply = writeReply({ kind: 'text', status: 200, type: asset.type, body, headers });
    return Promise.resolve(tagReply(reply, incoming));
  };
}
