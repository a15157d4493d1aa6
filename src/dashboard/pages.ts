// The table of the dashboard: every address, who may ask for it, and what answers.
import { accountRows } from './account.ts';
import { accountSettingRows } from './account-setting.ts';
import { auditRows } from './audit-page.ts';
import { dialectViewRows } from './dialect-view.ts';
import { merchantLinkRows } from './merchant-link.ts';
import { endpointRows } from './endpoint-list.ts';
import { exchangeRows } from './exchange.ts';
import { secretRows } from './secret-list.ts';
import { storyRows } from './order.ts';
import { overviewRows } from './overview.ts';
import { orderRows } from './order-list.ts';
import { loggedRequestRows } from './logged-request.ts';
import { requestLogRows } from './request-log.ts';
import type { Row } from './request.ts';
import { reviewRows } from './review.ts';
import { sandboxRows } from './sandbox.ts';
import { settingRows } from './setting.ts';
import { webhookRows } from './webhook.ts';
import { webhookListRows } from './webhook-list.ts';

export const ROWS: readonly Row[] = [
  ...overviewRows,
  ...orderRows,
  ...storyRows,
  ...dialectViewRows,
  ...exchangeRows,
  ...requestLogRows,
  ...loggedRequestRows,
  // What is literal before what is any name.
  ...webhookListRows,
  ...webhookRows,
  ...reviewRows,
  ...accountRows,
  ...accountSettingRows,
  ...endpointRows,
  ...merchantLinkRows,
  ...secretRows,
  ...sandboxRows,
  ...auditRows,
  ...settingRows,
];
