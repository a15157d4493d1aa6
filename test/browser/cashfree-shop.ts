// A merchant's page for cashfree.js: its orders, and an empty page for a script to work in.
import type { Page } from 'playwright-core';
import { ask, KEY } from '../support/server.ts';
import { FRESH, openPage, SECRET, type Stage } from './stage.ts';

export type ShopOrder = { readonly id: string; readonly session: string; readonly token: string };

export type CashfreeShop = {
  readonly sell: (version?: string) => Promise<ShopOrder>;
  readonly statusOf: (id: string) => Promise<unknown>;
  /** The last payment of the order, as the gateway's API tells it. */
  readonly paymentOf: (id: string) => Promise<Readonly<Record<string, unknown>>>;
  /** The shop's page, with nothing of an earlier visit in it, and the script. */
  readonly atShop: (script: string, act: (page: Page) => Promise<void>) => Promise<void>;
};

export function openCashfreeShop(stage: Stage, prefix: string): CashfreeShop {
  const headersOf = (version: string) => ({
    'x-client-id': KEY,
    'x-client-secret': SECRET,
    'x-api-version': version,
  });
  let count = 0;
  const read = async (path: string) => {
    const headers = headersOf('2023-08-01');
    return (await ask(`${stage.server.url}/pg/orders/${path}`, { headers })).json;
  };
  return {
    sell: async (version = '2023-08-01') => {
      count += 1;
      const id = `${prefix}_${count}`;
      const holes = 'order_id={order_id}&token={order_token}';
      const body = {
        order_id: id,
        order_amount: 500.5,
        order_currency: 'INR',
        customer_details: { customer_id: 'asha_1', customer_phone: '9876543210' },
        order_meta: { return_url: `${stage.shop.url}/${id}/own?${holes}` },
      };
      const url = `${stage.server.url}/pg/orders`;
      const { json } = await ask(url, { headers: headersOf(version), body });
      const made = json as { payment_session_id?: string; order_token?: string };
      return { id, session: made.payment_session_id ?? '', token: made.order_token ?? '' };
    },
    statusOf: async (id) => ((await read(id)) as { order_status: unknown }).order_status,
    paymentOf: async (id) =>
      ((await read(`${id}/payments`)) as Readonly<Record<string, unknown>>[])[0] ?? {},
    atShop: (script, act) =>
      openPage(
        stage,
        stage.shop.url,
        async (page) => {
          await page.addScriptTag({ url: stage.server.url + script });
          await act(page);
        },
        FRESH,
      ),
  };
}
