// A question about many payments at once: one request, whose reply is read for each of them as the
// reply to a question about that one alone is.
import type {
  Exchange,
  PaymentAsk,
  Processor,
  Refused,
  Unknown,
  WireReply,
} from '../../gateways/processor.ts';

type Many = readonly PaymentAsk[];

/** It said something of one of them at least. */
export type Told = { readonly kind: 'told'; readonly reply: WireReply };

export type ManyExchange = Exchange<Many, Told | Refused | Unknown>;

const made = new WeakMap<Processor, ManyExchange>();
const reads = new WeakSet<object>();

/** The same one each time, by which `isMany` knows it; null: the processor has none. */
export function manyOf(processor: Processor): ManyExchange | null {
  const { inquire, inquireMany } = processor;
  if (inquireMany === undefined) return null;
  const known = made.get(processor);
  if (known !== undefined) return known;
  const read: ManyExchange['read'] = (reply, asks, side) => {
    const results = asks.map((ask) => inquire.read(reply, ask, side, 0, []));
    const silent = results.filter((each) => each.kind === 'unknown' || each.kind === 'refused');
    const [first] = silent;
    const isTold = first === undefined || silent.length < results.length;
    return isTold ? { kind: 'told', reply } : first;
  };
  const exchange: ManyExchange = Object.freeze({ request: inquireMany.request, read });
  reads.add(read);
  made.set(processor, exchange);
  return exchange;
}

/** Whether it asks about many: whoever counts answers may hand on a copy. */
export function isMany(exchange: object): boolean {
  return 'read' in exchange && typeof exchange.read === 'function' && reads.has(exchange.read);
}
