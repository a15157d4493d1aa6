// Paytring, a gateway whose API merchants' programs speak to us.
import type { Gateway } from '../gateway.ts';
import { paytring as dialect } from './dialect/index.ts';

export const paytring: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
});
