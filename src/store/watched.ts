// What a store has for the operator to look at, and for whoever signs in to look.
import type { BacklogPart } from './backlog.ts';
import type { DashboardSessionPart } from './dashboard-session.ts';
import type { MerchantLinkPart } from './merchant-link.ts';
import type { NamingPart } from './naming.ts';
import type { NewestPart } from './newest.ts';
import type { OperatorPart } from './operator.ts';
import type { OverviewPart } from './overview.ts';
import type { ReviewPart } from './review.ts';
import type { TranscriptPart } from './transcript.ts';

export type Watched = ReviewPart &
  TranscriptPart &
  BacklogPart &
  OperatorPart &
  DashboardSessionPart &
  MerchantLinkPart &
  NamingPart &
  NewestPart &
  OverviewPart;
