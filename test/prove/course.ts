// One order from its creation on: a shop and a customer who try again as people do, while anything
// between the servers fails. What they did and were told is kept for the judgement.
import { setTimeout } from 'node:timers/promises';
import type { CreatedOrder, Merchant } from '../../src/gateways/fixture.ts';
import { goOn } from '../support/chain.ts';
import { DIALECTS, driverOf } from '../support/fixture.ts';
import { ask } from '../support/server.ts';
import type { Chance } from './chance.ts';
import { hasTaken, nameThere, payThere, refundThere, takeTwice } from './far.ts';
import { shopOf } from './shop.ts';
import type { Lane, World } from './world.ts';

export const AMOUNT = 50_050;

const WAYS = [
  'success',
  'success',
  'failure, then success',
  'left open, cancelled',
  'cancelled, then paid',
  'two successes',
  'only looked at',
] as const;
const AFTER = [
  'nothing',
  'refund of a part',
  'refund of two parts',
  'refund of all',
  'refund in the dashboard',
  'refund in the dashboard, then ours',
] as const;
const HELD = ['capture', 'void', 'capture, refund of a part', 'held'] as const;

export type Plan = {
  readonly number: number;
  readonly lane: Lane;
  readonly dialect: string;
  readonly isHeld: boolean;
  readonly way: (typeof WAYS)[number];
  readonly after: (typeof AFTER)[number] | (typeof HELD)[number];
};

export type Course = Plan & {
  /** Of the orders that the shop made: another one where it had no answer. */
  readonly references: string[];
  /** What the payments are called at the second server that customers saw. */
  readonly names: string[];
  /** What may not be, as it happened. */
  readonly wrongs: string[];
  /** How far it came. */
  reached: string;
};

/** Each processor in turn, and the dialects in turn. */
export function planCourses(lanes: readonly Lane[], count: number, chance: Chance): Course[] {
  const shift = chance.below(DIALECTS.length);
  return Array.from({ length: count }, (_, number) => {
    const lane = lanes[number % lanes.length] ?? chance.pick(lanes);
    const isHeld = chance.once(4);
    const turn = DIALECTS[(number + shift + Math.floor(number / lanes.length)) % DIALECTS.length];
    // Its orders alone are held by a field of their creation and captured by a call of their own.
    const dialect = isHeld ? HOLDING : (turn?.name ?? HOLDING);
    const way = isHeld ? 'success' : chance.pick(WAYS);
    const after = isHeld ? chance.pick(HELD) : chance.pick(aftersOf(lane));
    const kept = { references: [], names: [], wrongs: [], reached: 'planned' };
    return { number, lane, dialect, isHeld, way, after, ...kept };
  });
}

/** One tells of no amounts of refunds: what its dashboard gives back cannot be known here. */
function aftersOf({ processor }: Lane): readonly (typeof AFTER)[number][] {
  return AFTER.filter((after) => processor !== 'worldline' || !/dashboard/.test(after));
}

const HOLDING = 'razorpay';
const TRIES = 6;
const PAUSE_MS = 250;

/** What fails is tried again a few times; null where it never came to anything. */
async function persist<T>(
  world: World,
  what: () => Promise<T | null>,
  tries = TRIES,
): Promise<T | null> {
  for (let turn = 0; turn < tries; turn += 1) {
    await world.serves();
    const done = await what().catch(() => null);
    if (done !== null) return done;
    await setTimeout(PAUSE_MS);
  }
  return null;
}

type Side = { readonly world: World; readonly course: Course; readonly chance: Chance };

export async function runCourse(world: World, course: Course, chance: Chance): Promise<void> {
  const side: Side = { world, course, chance };
  const say = (reached: string): void => {
    course.reached = reached;
    world.note(`#${course.number} ${reached}`);
  };
  const shop = shopOf(world, course.lane);
  const order = await persist(world, () => createOrder(side, shop));
  if (order === null) return say('never created');
  say(`created ${order.reference} by ${course.dialect}, ${course.way}, ${course.after}`);
  if (course.way === 'only looked at') return look(order);
  const name = await persist(world, () => visit(side, order));
  if (name === null) return say('never handed over');
  say(`handed over as ${name}`);
  await act(side, shop, order, name);
  say('paid, or not');
  const isPaid = await waitPaid(side, shop, order);
  say(isPaid ? 'told paid' : 'not told paid');
  if (!isPaid && !course.isHeld) return;
  await follow(side, shop, order, name);
  say(`${course.reached}, followed`);
}

async function look({ page }: CreatedOrder): Promise<void> {
  await ask(page).catch(() => null);
}

async function createOrder({ course }: Side, shop: Merchant): Promise<CreatedOrder> {
  const reference = `T${course.number}x${course.references.length}`;
  course.references.push(reference);
  if (!course.isHeld) return driverOf(course.dialect).create(shop, reference);
  const body = { amount: AMOUNT, currency: 'INR', receipt: reference, payment_capture: 0 };
  const made = await shop.ask('POST', '/v1/orders', { body });
  return { reference, name: String(made['id']), page: await shop.findPage(reference) };
}

/** A script's own request may never be answered: then the customer presses once more. */
const PATIENCE_MS = 5000;

/** Presses the button, and reads where it leads. */
async function visit({ world, course }: Side, { page }: CreatedOrder): Promise<string | null> {
  const bridge = await Promise.race([goOn(page), setTimeout(PATIENCE_MS, null, { ref: false })]);
  if (bridge === null) return null;
  const [, txnid] = /(?:name="txnid" value=|"txnId":)"(\w+)"/.exec(bridge) ?? [];
  const [, theirs] = /"order_id":"(order_\w+)"/.exec(bridge) ?? [];
  const [, session] = /"paymentSessionId":"([^"]+)"/.exec(bridge) ?? [];
  const [, leads] = /href="http[^"]*\/pay\/([^"?/]+)"/.exec(bridge) ?? [];
  const there = theirs ?? session ?? leads ?? '';
  const name = txnid ?? (await nameThere(world.far, course.lane, there));
  if (name !== null && !course.names.includes(name)) course.names.push(name);
  return name;
}

async function act(
  { world, course, chance }: Side,
  shop: Merchant,
  order: CreatedOrder,
  name: string,
): Promise<void> {
  const { far } = world;
  const { way, lane } = course;
  const back = async (): Promise<void> => {
    if (chance.once(3)) return;
    if (chance.once(3)) await setTimeout(chance.below(500));
    await ask(`${order.page}/back`).catch(() => null);
  };
  if (way === 'left open, cancelled' || way === 'cancelled, then paid') {
    await persist(world, async () => {
      const { json, status } = await cancel(shop, order);
      world.note(`#${course.number} cancel: ${status} ${JSON.stringify(json)?.slice(0, 120)}`);
      return status < 500 ? true : null;
    });
    if (way === 'cancelled, then paid') await payThere(far, lane, name, 'success');
    return back();
  }
  if (way === 'failure, then success') {
    await payThere(far, lane, name, 'failure');
    await back();
  }
  await payThere(far, lane, name, 'success');
  if (way === 'two successes') await takeTwice(far, lane, name);
  await back();
}

/** The one path that ends an order of any dialect; a payment under way decides first. */
function cancel({ server, key, secret }: Merchant, { reference }: CreatedOrder) {
  const headers = { 'x-client-id': key, 'x-client-secret': secret, 'x-api-version': '2023-08-01' };
  const body = { order_status: 'TERMINATED' };
  return ask(`${server}/pg/orders/${reference}`, { method: 'PATCH', headers, body });
}

/** Gives up what is held. */
function release({ server, key, secret }: Merchant, { name }: CreatedOrder) {
  const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  const headers = { authorization: basic };
  return ask(`${server}/api/v2/order/cancel`, { headers, body: { id: name } });
}

const WAIT_PAID_TRIES = 12;

/** The shop asks now and then, and never hears of money that was not taken. */
async function waitPaid(side: Side, shop: Merchant, order: CreatedOrder): Promise<boolean> {
  const { course, chance } = side;
  if (course.isHeld) return false;
  const { read, words } = driverOf(course.dialect);
  const seen = await persist(
    side.world,
    async () => {
      const [state] = await read(shop, order.reference);
      if (state !== words.paid) {
        if (chance.once(4)) await ask(`${order.page}/back`).catch(() => null);
        return null;
      }
      await checkPaid(side, 'the shop read paid');
      return true;
    },
    WAIT_PAID_TRIES,
  );
  return seen === true;
}

async function checkPaid({ world, course }: Side, what: string): Promise<void> {
  if (await hasTaken(world.far, course.lane, course.names)) return;
  course.wrongs.push(`false paid: ${what} while ${course.names.join(', ')} took nothing`);
}

/** What the shop does with what was paid or held. */
async function follow(
  side: Side,
  shop: Merchant,
  order: CreatedOrder,
  name: string,
): Promise<void> {
  const { world, course, chance } = side;
  const { refund } = driverOf(course.dialect);
  const give = (minor: number) =>
    persist(world, () => refund(shop, order.reference, minor).then(() => true), 3);
  const first = 1000 + chance.below(20_000);
  switch (course.after) {
    case 'nothing':
    case 'held':
      return;
    case 'refund of a part':
      await give(first);
      return;
    case 'refund of two parts':
      await Promise.all([give(first), give(first + 1000)]);
      return;
    case 'refund of all':
      await give(AMOUNT);
      return;
    case 'refund in the dashboard':
      return refundThere(world.far, course.lane, name, first);
    case 'refund in the dashboard, then ours':
      await refundThere(world.far, course.lane, name, first);
      await give(first);
      return;
    case 'capture':
      await capture(world, shop, order);
      return;
    case 'capture, refund of a part':
      if (await capture(world, shop, order)) await give(first);
      return;
    case 'void':
      await persist(
        world,
        async () => ((await release(shop, order)).status < 500 ? true : null),
        3,
      );
  }
}

async function capture(world: World, shop: Merchant, order: CreatedOrder): Promise<boolean> {
  const taken = await persist(world, async () => {
    await ask(`${order.page}/back`);
    const { items } = await shop.ask('GET', `/v1/orders/${order.name}/payments`);
    const [payment] = items as readonly Readonly<Record<string, unknown>>[];
    if (payment === undefined || payment['status'] === 'created') return null;
    if (payment['status'] === 'captured') return true;
    const body = { amount: AMOUNT, currency: 'INR' };
    await shop.ask('POST', `/v1/payments/${String(payment['id'])}/capture`, { body });
    return true;
  });
  return taken === true;
}
