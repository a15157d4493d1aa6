// The dashboard for whoever has no mouse, no script, no paper-white screen or no good eyes: keys,
// what is read out, reading without JavaScript, paper, zoom, motion.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Hook, openHook } from '../support/account-api.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { KEY } from '../support/server.ts';
import {
  goTo,
  headingOf,
  hear,
  makePaid,
  openSignedIn,
  post,
  readFocus,
} from './dashboard-stage.ts';
import { takePicture } from './page-check.ts';
import { awaitWords, openStage, press, type Stage } from './stage.ts';

const SECTIONS = ['orders', 'requests', 'webhooks', 'reviews', 'accounts', 'sandbox', 'audit'];
const PATHS = ['', ...SECTIONS, `accounts/${KEY}`, `orders/${KEY}/KEYS-20`];
/** Fields and buttons of whose text something is out of sight. */
const CUT = `[...document.querySelectorAll('button, input, select')]
  .filter(({ scrollHeight, clientHeight }) => clientHeight > 0 && scrollHeight > clientHeight + 1)
  .map((each) => each.outerHTML.slice(0, 90))`;
/** What moves while a page is on its way. */
const MOVING = `(document.body.classList.add('htmx-request'),
  [...document.querySelectorAll('*')].filter((each) => {
    const { transitionDuration, animationName } = getComputedStyle(each);
    return transitionDuration !== '0s' || animationName !== 'none';
  }).map((each) => each.outerHTML.slice(0, 90)))`;
const DESK = { width: 1280, height: 900 };

describe('the dashboard without a mouse, a script, or good eyes', { skip: SKIP_REASON }, () => {
  let stage: Stage;
  let hook: Hook;
  before(async () => {
    stage = await openStage();
    hook = await openHook();
    const endpoint = { url: `${hook.url}/shop`, dialect: 'razorpay', events: ['order.paid'] };
    await post(stage, '/account/endpoints', endpoint);
    for (let count = 1; count <= 20; count += 1) await makePaid(stage, `KEYS-${count}`);
    await post(stage, '/sandbox/settle', {});
  });
  after(async () => {
    await hook?.stop();
    await stage?.close();
  });

  const open = (
    act: (page: Page) => Promise<void>,
    { path = '', options = {} }: { path?: string; options?: object } = {},
  ): Promise<void> => openSignedIn(stage, act, { path, options: { viewport: DESK, ...options } });

  test('by keys alone: past the sections, along the rows, into one, and back', async () => {
    await open(
      async (page) => {
        await page.locator('body').press('Tab');
        assert.equal(await readFocus(page), 'Skip to the page');
        await page.keyboard.press('Enter');
        assert.equal(await readFocus(page), 'main');
        await page.getByRole('link', { name: 'KEYS-20' }).focus();
        for (const [key, name] of [
          ['ArrowUp', 'KEYS-20'],
          ['ArrowDown', 'KEYS-19'],
          ['ArrowDown', 'KEYS-18'],
          ['ArrowUp', 'KEYS-19'],
        ] as const) {
          await page.keyboard.press(key);
          assert.equal(await readFocus(page), name, key);
        }
        await page.keyboard.press('/');
        assert.equal(await readFocus(page), 'q');
        await page.keyboard.type('no/where');
        assert.equal(await page.locator('#search').inputValue(), 'no/where');
        await page.keyboard.press('Escape');
        assert.equal(await readFocus(page), 'KEYS-19', 'Esc goes back to where one was');
        await page.keyboard.press('Enter');
        await headingOf(page, 'KEYS-19');
        await hear(page, /^KEYS-19 · Dubash$/);
        assert.equal(await readFocus(page), 'KEYS-19');
        await page.goBack();
        await headingOf(page, 'Orders');
      },
      { path: '/orders' },
    );
  });

  test('what is changed is read out, and the focus stays where one works', async () => {
    await open(
      async (page) => {
        await page.getByLabel('Status').focus();
        await page.keyboard.type('paid');
        await page.keyboard.press('Enter');
        await hear(page, 'Orders · Dubash: 20 listed');
        assert.equal(await readFocus(page), 'status');
        await page.keyboard.type('exp');
        await page.keyboard.press('Enter');
        await hear(page, 'Orders · Dubash: nothing listed');
        assert.equal(await readFocus(page), 'status');
        await page.goto(`${stage.server.url}/dashboard/orders/${KEY}/KEYS-1`);
        const bytes = page.locator('.story summary').first();
        await bytes.press('Enter');
        await hear(page, 'Shown');
        assert.equal(await readFocus(page), 'Exact bytes');
        await page.keyboard.press('/');
        await page.keyboard.type('nothing of this name');
        await page.keyboard.press('Enter');
        await headingOf(page, 'Not found');
        await hear(page, /^Search: nothing of this name · Dubash$/);
        await goTo(page, 'Sandbox');
        await headingOf(page, 'Sandbox');
        await page.getByLabel('Amount in INR').fill('none');
        await press(page, 'Make it');
        await page.getByRole('alert').getByText('An amount in rupees is needed').waitFor();
        await page.getByLabel('Amount in INR').fill('12.50');
        await press(page, 'Make it');
        await hear(page, /^The order is made\. order_\w{14} · Dubash$/);
      },
      { path: '/orders' },
    );
  });

  test('whatever has the focus shows it', async () => {
    await open(async (page) => {
      for (const path of ['orders', `accounts/${KEY}`, `orders/${KEY}/KEYS-20`]) {
        await page.goto(`${stage.server.url}/dashboard/${path}`);
        for (let at = 0; at < 40; at += 1) {
          await page.keyboard.press('Tab');
          const [name, ...outlines] = (await page.evaluate(`(() => {
            const at = document.activeElement;
            const drawn = (...of) => {
              const { outlineStyle, outlineWidth } = getComputedStyle(...of);
              return outlineStyle === 'none' ? 0 : Number(outlineWidth.replace('px', ''));
            };
            return [at.outerHTML.slice(0, 80), drawn(at), drawn(at, '::after')];
          })()`)) as [string, number, number];
          if (name.startsWith('<body')) break;
          // Its parts, which have no names, have the browser's own ring.
          if (name.includes('type="date"')) continue;
          assert.ok(Math.max(...outlines) >= 2, `${path}: ${name}`);
        }
      }
    });
  });

  test('the head of a long table stays in sight, and a phone’s section', async () => {
    await open(
      async (page) => {
        await page.setViewportSize({ width: 1280, height: 500 });
        await page.evaluate('scrollTo(0, document.body.scrollHeight)');
        const head = await page
          .getByRole('columnheader', { name: 'Order', exact: true })
          .boundingBox();
        assert.ok(head !== null && Math.abs(head.y) < 2, `the head is at ${head?.y}`);
        await page.setViewportSize({ width: 360, height: 740 });
        await goTo(page, 'Audit');
        await hear(page, 'Audit');
        const isInSight = `(() => {
          const { left, right } = document.querySelector('[aria-current]').getBoundingClientRect();
          return left >= 0 && right <= innerWidth;
        })()`;
        assert.ok(await page.evaluate(isInSight));
        await page.reload();
        assert.ok(await page.evaluate(isInSight));
      },
      { path: '/orders' },
    );
  });

  test('times are the viewer’s, also of what comes later; India’s stand beside them', async () => {
    const spell = new Intl.DateTimeFormat('sv-SE', {
      ...{ dateStyle: 'short', timeStyle: 'medium', timeZone: 'America/New_York' },
    });
    await open(
      async (page) => {
        for (const section of ['Orders', 'Requests']) {
          await goTo(page, section);
          await hear(page, `${section} · Dubash`);
          const time = page.locator('tbody time').first();
          const at = new Date((await time.getAttribute('datetime')) ?? '');
          assert.equal(await time.textContent(), spell.format(at));
          assert.match((await time.getAttribute('title')) ?? '', /^\d{4}-\d\d-\d\d .* IST$/);
          await page.locator('.foot', { hasText: 'Times in America/New_York' }).waitFor();
        }
      },
      { path: '/accounts', options: { timezoneId: 'America/New_York' } },
    );
  });

  test('without script every page is read, filtered, and leads on', async () => {
    await open(
      async (page) => {
        for (const path of PATHS) {
          await page.goto(`${stage.server.url}/dashboard/${path}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          const dead = page.locator('.button[data-copy], .plain[data-copy], .chart');
          for (const each of await dead.all()) assert.ok(!(await each.isVisible()), path);
          await takePicture(page, `dashboard-no-script-${path.split('/').at(-1) || 'overview'}`);
        }
        await page.getByText('Side by side').click();
        await page.getByRole('link', { name: 'Show them' }).last().click();
        await headingOf(page, 'As each dialect shows it');
        await awaitWords(page, '"KEYS-20"');
        await goTo(page, 'Orders');
        await page.getByLabel('Status').selectOption('paid');
        await press(page, 'Filter');
        assert.match(page.url(), /status=paid/);
        await goTo(page, 'Webhooks');
        await page.getByRole('link', { name: 'order.paid' }).first().click();
        await page.getByText('The command').click();
        await awaitWords(page, /^curl -X 'POST'/);
        await goTo(page, 'Requests');
        await page.getByRole('link', { name: 'payOrder' }).first().click();
        await headingOf(page, 'payOrder');
        await page.getByText('The body as text').first().click();
      },
      { options: { javaScriptEnabled: false } },
    );
  });

  test('on paper there is the story alone, whole', async () => {
    await open(
      async (page) => {
        await page.getByText('Exact bytes').first().click();
        await page.locator('.json').first().waitFor();
        await page.emulateMedia({ media: 'print' });
        for (const gone of ['.rail', '.foot form', '.skip', 'main .button']) {
          for (const each of await page.locator(gone).all())
            assert.ok(!(await each.isVisible()), gone);
        }
        const cut =
          await page.evaluate(`[...document.querySelectorAll('pre, .json')].filter((each) =>
          each.clientHeight > 0 && each.scrollHeight > each.clientHeight + 1).length`);
        assert.equal(cut, 0, 'nothing is cut off');
        await takePicture(page, 'dashboard-print', true);
      },
      { path: `/orders/${KEY}/KEYS-1` },
    );
  });

  test('at twice the size nothing is cut; nothing moves for whoever wants it still', async () => {
    await open(async (page) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      for (const path of PATHS) {
        await page.goto(`${stage.server.url}/dashboard/${path}`);
        // As a browser's own zoom has it, and then of the text alone.
        await page.setViewportSize({ width: DESK.width / 2, height: DESK.height / 2 });
        const over = 'document.documentElement.scrollWidth - innerWidth';
        assert.ok(Number(await page.evaluate(over)) <= 0, `${path} at 200 %`);
        await page.setViewportSize(DESK);
        await page.evaluate(`(document.documentElement.style.fontSize = '200%',
          new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))`);
        assert.ok(Number(await page.evaluate(over)) <= 0, `${path}, its text at 200 %`);
        assert.deepEqual(await page.evaluate(CUT), [], `${path}: cut off`);
        assert.deepEqual(await page.evaluate(MOVING), [], `${path}: something moves`);
      }
      await takePicture(page, 'dashboard-zoom', true);
    });
  });
});
