// Pine Labs, a gateway whose API merchants' programs speak to us, and that we speak ourselves.
import type { Gateway } from '../gateway.ts';
import { pinelabs as dialect } from './dialect/index.ts';
import { pinelabs as processor } from './processor/index.ts';

export const pinelabs: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
  processor,
});
