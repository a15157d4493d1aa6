// The table of the dashboard: every address, who may ask for it, and what answers.
import { orderRows } from './order-list.ts';
import { storyRows } from './order.ts';
import type { Row } from './request.ts';

export const ROWS: readonly Row[] = [...orderRows, ...storyRows];
