// Our name of an order on the documented PayU paths: the word of the specification's samples.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORDER_PREFIX } from './ids.ts';

test('an order is named by the word of the samples', () => assert.equal(ORDER_PREFIX, 'order'));
