// Pine Labs, a gateway whose API merchants' programs speak to us.
import type { Gateway } from '../gateway.ts';
import { pinelabs as dialect } from './dialect/index.ts';

export const pinelabs: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
});
