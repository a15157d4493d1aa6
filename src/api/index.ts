// Our own APIs, beside those of the dialects: the merchant's, the sandbox's, the operator's.
import type { Dialect, Family } from '../gateways/dialect.ts';
import { accountFamily } from './account/index.ts';
import { adminFamily } from './admin/index.ts';
import { sandboxFamily } from './sandbox/index.ts';

export function ownFamilies(dialects: readonly Dialect[]): readonly Family[] {
  return [accountFamily(dialects), sandboxFamily(dialects), adminFamily(dialects)];
}
