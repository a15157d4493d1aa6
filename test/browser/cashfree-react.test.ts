// The gateway's own React package with our cashfree.js: it mounts components and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundle } from '../support/bundle.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { fieldOf, fillCard, succeed, V3 } from './cashfree-parts.ts';
import { openCashfreeShop } from './cashfree-shop.ts';
import { openStage } from './stage.ts';

const PROGRAM = `
      const { createElement: h, StrictMode, useState } = require('react');
      const { createRoot } = require('react-dom/client');
      const kit = require('@cashfreepayments/pg-react');
      function App() {
        const [complete, setComplete] = useState(false);
        const pay = () => {
          const cashfree = window.Cashfree({ mode: 'sandbox' });
          const paymentMethod = cashfree.create('cardNumber');
          window.result = cashfree.pay({ paymentMethod, paymentSessionId: window.session });
        };
        return h(StrictMode, null,
          h(kit.Cashfree, { theme: 'pastel', onComplete: setComplete },
            h(kit.CardNumber), h(kit.CardHolder), h(kit.CardExpiry), h(kit.CardCvv),
            h(kit.SaveInstrument)),
          h('button', { disabled: !complete, onClick: pay }, 'Pay now'));
      }
      document.body.insertAdjacentHTML('beforeend', '<div id="app"></div>');
      createRoot(document.getElementById('app')).render(h(App));
    `;

test('complete when typed, paid with what it mounted', { skip: SKIP_REASON }, async () => {
  const stage = await openStage();
  try {
    const shop = openCashfreeShop(stage, 'REACT');
    const { id, session } = await shop.sell();
    const { page, complaints } = await stage.open();
    await page.goto(stage.shop.url);
    await page.addScriptTag({ url: stage.server.url + V3 });
    await page.evaluate((given) => Object.assign(globalThis, { session: given }), session);
    await page.addScriptTag({ content: bundle(PROGRAM) });
    const button = page.getByRole('button', { name: 'Pay now' });
    await fieldOf(page, 'cardNumber', 'Card number').waitFor();
    assert.equal(await button.isDisabled(), true);
    await fillCard(page);
    await button.click();
    await succeed(
      page,
      `${stage.shop.url}/${id}/own?order_id=${id}&token=token_${session.slice(8)}`,
    );
    // Its own loader says that the script is there already.
    const more = complaints.filter((text) => !/existing Cashfree\.js script/.test(text));
    assert.deepEqual(more, []);

    assert.equal(await shop.statusOf(id), 'PAID');
  } finally {
    await stage.close();
  }
});
