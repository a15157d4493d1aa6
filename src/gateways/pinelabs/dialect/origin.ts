// Which generation of the API an order came from, and what its answers must echo.
import type { Order } from '../../../core/order.ts';

/** The names that a merchant goes by, as it wrote them, and the four texts it wants back. */
export type Echo = {
  readonly merchantId: string;
  readonly accessCode: string;
  readonly udf: readonly string[];
};

/** `form` and `json` are the two signed generations, `order` is the one with tokens. */
export type Origin =
  | { readonly generation: 'documented' | 'order' }
  | ({ readonly generation: 'form' | 'json' } & Echo);

export const NAME = 'pinelabs';
const DOCUMENTED: Origin = Object.freeze({ generation: 'documented' });
export const UDF_COUNT = 4;

/** What to keep of a signed request in the order's `wire`. */
export function wireOfEcho(generation: 'form' | 'json', echo: Echo): Order['wire'] {
  const { merchantId, accessCode, udf } = echo;
  return { generation, merchant_id: merchantId, access_code: accessCode, udf };
}

/** Orders that another dialect created have the shape of the documented ones. */
export function originOf(order: Order): Origin {
  const { generation, merchant_id, access_code, udf } = order.wire;
  if (order.dialect !== NAME) return DOCUMENTED;
  if (generation === 'order') return { generation };
  if (generation !== 'form' && generation !== 'json') return DOCUMENTED;
  const texts = Array.isArray(udf) ? udf.map(textOf) : [];
  const echo = { merchantId: textOf(merchant_id), accessCode: textOf(access_code) };
  return { generation, ...echo, udf: padded(texts) };
}

/** Four texts, whatever came. */
export function padded(texts: readonly (string | null)[]): readonly string[] {
  return Array.from({ length: UDF_COUNT }, (_, index) => texts[index] ?? '');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
