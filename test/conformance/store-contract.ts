// The whole contract of a store, part by part.
import { testAccounts, testGroups, testOrders } from './store.ts';
import { testCommits } from './store-commit.ts';
import {
  testClaims,
  testInstructions,
  testLasting,
  testOverdue,
  testReplies,
} from './store-waiting.ts';

export const CONTRACT = [
  testAccounts,
  testOrders,
  testCommits,
  testGroups,
  testReplies,
  testInstructions,
  testClaims,
  testOverdue,
  testLasting,
];
