// The whole contract of a store, part by part.
import { testAccounts, testGroups, testOrders } from './store.ts';
import { testLive, testNames, testSealed, testSecrets, testSettings } from './store-account.ts';
import { testBacklog } from './store-backlog.ts';
import { testCommits } from './store-commit.ts';
import { testNaming, testNewest } from './store-all-accounts.ts';
import { testDashboardSessions, testMerchantLink, testOldMerchantLink } from './store-dashboard.ts';
import { testMeasures, testOverviews } from './store-dashboard.ts';
import { testEndpoints } from './store-endpoint.ts';
import { testLeases, testCourse, testLists } from './store-webhook.ts';
import { testLinkList, testOrderStates, testOtherStates } from './store-list.ts';
import {
  testInstructions,
  testLasting,
  testOverdue,
  testTaking,
  testHints,
  testWaitingKeys,
} from './store-waiting.ts';
import { testOldReplies, testReplies } from './store-reply.ts';
import { testEvents } from './store-event.ts';
import { testAudit, testOperators } from './store-operator.ts';
import { testReviewList, testReviews } from './store-review.ts';
import { testTranscripts } from './store-transcript.ts';

export const CONTRACT = [
  testAccounts,
  testSettings,
  testNames,
  testLive,
  testSecrets,
  testSealed,
  testOrders,
  testCommits,
  testBacklog,
  testDashboardSessions,
  testMerchantLink,
  testOverviews,
  testMeasures,
  testNewest,
  testNaming,
  testOldMerchantLink,
  testGroups,
  testOrderStates,
  testOtherStates,
  testLinkList,
  testReplies,
  testOldReplies,
  testEvents,
  testReviews,
  testReviewList,
  testTranscripts,
  testOperators,
  testAudit,
  testInstructions,
  testTaking,
  testHints,
  testWaitingKeys,
  testOverdue,
  testLeases,
  testCourse,
  testLists,
  testEndpoints,
  testLasting,
];
