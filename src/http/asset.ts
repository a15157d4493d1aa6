// Serves what browsers load from us for a dialect, such as its drop-in script.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Asset, Dialect } from '../gateways/dialect.ts';
import { tagReply, writeReply } from './reply.ts';
import type { Mounted } from './server.ts';

const REMEMBER_SECONDS = 300;
const { resolve } = createRequire(import.meta.url);

/**
 * `origin` is asked at each request, because it is known only once the server listens. What a
 * package brings is read here: where it was not installed the server does not start.
 */
export function createAssets(dialects: readonly Dialect[], origin: () => string): Mounted {
  const byPath = new Map<string, Asset>();
  const place = (asset: Asset): void => {
    for (const path of asset.paths) byPath.set(path, asset);
  };
  for (const { assets = [], packagedAssets = [] } of dialects) {
    assets.forEach(place);
    for (const { module, ...asset } of packagedAssets) {
      const text = readFileSync(resolve(module), 'utf8');
      place({ ...asset, body: () => text });
    }
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
