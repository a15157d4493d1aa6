// Cashfree, a gateway whose API merchants' programs speak to us.
import type { Gateway } from '../gateway.ts';
import { cashfree as dialect } from './dialect/index.ts';

export const cashfree: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
});
