// A shop of the tests: orders made through any major of the SDK, cards, and what became of them.
import type { Client, Json, PayMethod } from './cashfree-client.ts';
import { assertFits } from './cashfree-schema.ts';

export const CARD = {
  card_number: '4838305610460100',
  card_holder_name: 'Rahul Sharma',
  card_expiry_mm: '06',
  card_expiry_yy: '30',
  card_cvv: '123',
} as const;

export function card(channel: 'link' | 'post', change: Json = {}): PayMethod {
  return { card: { ...CARD, channel, ...change } };
}

let count = 0;

/** A new order: its id and its session. */
export async function order(client: Client, note = 'shoes') {
  count += 1;
  const order_id = `pay-${count}`;
  const { data } = await client.create({
    order_id,
    order_amount: 170,
    order_currency: 'INR',
    order_note: note,
    customer_details: { customer_id: 'cust_1', customer_phone: '9999999999' },
  });
  return { order_id, session: String((data as Json)['payment_session_id']) };
}

export async function statusOf(client: Client, id: string): Promise<unknown> {
  return ((await client.fetch(id)).data as Json)['order_status'];
}

/** The payment that the list names first. */
export async function paymentOf(client: Client, id: string): Promise<Json> {
  const [payment = {}] = (await client.payments(id)).data as Json[];
  assertFits(client.version, 'PaymentEntity', payment);
  return payment;
}
