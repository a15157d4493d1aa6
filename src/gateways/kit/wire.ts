// What a dialect kept with a refund for itself.
import type { Refund } from '../../core/refund.ts';

const NOTHING = Object.freeze({});

/**
 * The fields that this dialect wrote; none when another one made the refund. A refund that does not
 * say whose they are is of the first version, in which no two dialects had a field of one name.
 */
export function readWire({ dialect, wire }: Refund, own: string): Refund['wire'] {
  return dialect === own || dialect === null ? wire : NOTHING;
}
