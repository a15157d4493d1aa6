// Paytring, a gateway whose API merchants' programs speak to us, and which can really move money.
import type { Gateway } from '../gateway.ts';
import { paytring as dialect } from './dialect/index.ts';
import { paytring as processor } from './processor/index.ts';

export const paytring: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
  processor,
});
