// Pine Labs, a gateway with both faces: an API that merchants' programs speak to us, and a processor
// that we speak to.
import type { Gateway } from '../gateway.ts';
import { pinelabs as dialect } from './dialect/index.ts';
import { pinelabs as processor } from './processor/index.ts';

export const pinelabs: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
  processor,
});
