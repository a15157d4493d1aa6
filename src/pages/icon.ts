/** The few line drawings that the pages use; each is decoration beside a word. */

import { type Markup, trust } from '../web/html.ts';

export type IconName =
  | 'upi'
  | 'card'
  | 'netbanking'
  | 'wallet'
  | 'paid'
  | 'pending'
  | 'failed'
  | 'cancelled'
  | 'expired'
  | 'missing'
  | 'alert';

const PATHS: Readonly<Record<IconName, string>> = {
  upi: 'M6 3h12v18H6zM11 18h2M9.5 10.5l2 2 3.5-4',
  card: 'M3 5h18v14H3zM3 10h18M7 15h3',
  netbanking: 'M3 10l9-6 9 6zM5 10v8M10 10v8M14 10v8M19 10v8M3 20h18',
  wallet: 'M4 7h16v13H4zM4 7l11-4v4M20 11h-5v5h5',
  paid: 'M5 12.5l4.5 4.5L19 7.5',
  pending: 'M12 6v6l4 2.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  failed: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  cancelled: 'M10 6l-6 6 6 6M4 12h16',
  expired: 'M7 3h10M7 21h10M8 3v3l4 6-4 6v3M16 3v3l-4 6 4 6v3',
  missing: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5L21 21',
  alert: 'M12 7v6M12 16.6v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
};

const OPENING = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">';

export function renderIcon(name: IconName): Markup {
  return trust(`${OPENING}<path d="${PATHS[name]}"/></svg>`);
}
