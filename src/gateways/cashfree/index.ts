// Cashfree, a gateway whose API merchants' programs speak to us, and that we speak ourselves.
import type { Gateway } from '../gateway.ts';
import { cashfree as dialect } from './dialect/index.ts';
import { cashfree as processor } from './processor/index.ts';

export const cashfree: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
  processor,
});
