// Worldline, a gateway whose API merchants' programs speak to us.
import type { Gateway } from '../gateway.ts';
import { worldline as dialect } from './dialect/index.ts';

export const worldline: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
});
