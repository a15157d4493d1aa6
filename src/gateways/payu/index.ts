// PayU, a gateway whose API merchants' programs speak to us, and which can really move the money.
import type { Gateway } from '../gateway.ts';
import { payu as dialect } from './dialect/index.ts';
import { payu as processor } from './processor/index.ts';

export const payu: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
  processor,
});
