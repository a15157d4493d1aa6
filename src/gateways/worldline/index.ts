// Worldline, a gateway whose API merchants' programs speak to us, and which can really move the
// money.
import type { Gateway } from '../gateway.ts';
import { worldline as dialect } from './dialect/index.ts';
import { worldline as processor } from './processor/index.ts';

export const worldline: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
  processor,
});
