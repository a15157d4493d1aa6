/** The script of the pages: it spares taps and double payments, and every page works without it. */

import { FIELD_SCRIPT } from './script-field.ts';

export const SCRIPT = `
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => document.querySelectorAll(selector);
  const main = one('main');
  const words = new Map();
  let sent = false;

  const unlock = () => {
    sent = false;
    main.removeAttribute('aria-busy');
    for (const field of all('button, input, select')) field.disabled = false;
    for (const [button, text] of words) button.textContent = text;
    words.clear();
  };

  // Buttons are disabled a moment later: a disabled one would not send its own name and value.
  const lock = (button) => {
    sent = true;
    main.setAttribute('aria-busy', 'true');
    const chosen = one('[name=method]:checked');
    for (const panel of all('[data-panel]')) {
      if (!chosen || panel.dataset.panel === chosen.value) continue;
      for (const field of panel.querySelectorAll('input, select')) field.disabled = true;
    }
    setTimeout(() => {
      for (const other of all('button')) other.disabled = true;
      const busy = button && button.dataset.busy;
      if (!busy) return;
      words.set(button, button.textContent);
      button.textContent = busy;
      const status = one('[data-status]');
      if (status) status.textContent = busy;
    });
  };

${FIELD_SCRIPT}
  addEventListener('submit', (event) => {
    if (sent || !passes(event.target)) event.preventDefault();
    // What goes to another window leaves this page as it is.
    else if (!event.target.target) lock(event.submitter);
  });

  for (const extra of all('[data-js]')) extra.hidden = false;
  for (const spare of all('[data-no-js]')) spare.hidden = true;
  unlock();
  markCard();

  addEventListener('click', (event) => {
    const button = event.target.closest('[data-use]');
    if (!button) return;
    const radio = one('#method-' + button.dataset.method);
    radio.checked = true;
    for (const [name, value] of Object.entries(JSON.parse(button.dataset.use))) {
      fill(name, value);
    }
    markCard();
    button.closest('.sandbox').open = false;
    const pay = one('button.primary');
    pay.focus({ preventScroll: true });
    pay.scrollIntoView({ block: 'nearest' });
  });

  // Only a change of method fades in: the first paint stands still.
  addEventListener('change', (event) => {
    if (event.target.name === 'method') main.dataset.moved = '';
  });

  const shape = (name, write) => {
    const field = document.getElementById(name);
    if (!field) return;
    field.addEventListener('input', (event) => {
      const typing = !String(event.inputType).startsWith('delete');
      if (typing && field.selectionStart === field.value.length) {
        field.value = write(field.value.replace(/\\D/g, ''));
      }
    });
  };
  shape('card_number', (digits) =>
    (/^3[47]/.test(digits)
      ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10, 15)].filter(Boolean)
      : digits.slice(0, 19).match(/.{1,4}/g) || []
    ).join(' '));
  shape('card_expiry', (digits) => {
    const date = /^[2-9]/.test(digits) ? '0' + digits : digits;
    const year = date.length === 6 ? date.slice(4) : date.slice(2, 4);
    return date.length < 2 ? date : date.slice(0, 2) + ' / ' + year;
  });

  // A pending payment: ask again, but only while somebody looks. Always a GET, never a re-POST.
  const refresh = Number(main.dataset.refresh);
  if (refresh > 0) {
    const check = () => {
      if (!document.hidden) location.replace(location.pathname + location.search);
    };
    setTimeout(check, refresh * 1000);
    document.addEventListener('visibilitychange', check);
  }

  // Paid on the phone that scanned the code: then this page goes on, unless somebody types here.
  const scan = one('[data-next]');
  let asked = 0;
  const asking = scan && setInterval(() => {
    if (document.hidden || sent || !scan.offsetParent || one('.typed[open]')) return;
    asked += 1;
    if (asked > 300) clearInterval(asking);
    fetch(scan.dataset.next)
      .then((answer) => (answer.status === 200 ? answer.text() : ''))
      .then((path) => {
        if (path && !sent) location.replace(path);
      })
      .catch(() => undefined);
  }, 3000);

  // In the viewer's zone; India's is kept as the title.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  for (const time of all('time')) {
    if (/^Asia\\/(Kolkata|Calcutta)$/.test(timeZone)) continue;
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, {
      day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit',
      timeZoneName: 'short',
    });
  }

  // The handback goes once by itself. Who came back by the Back button decides alone.
  const go = one('[data-go]');
  let timer;
  const count = (on) => {
    clearInterval(timer);
    one('[data-count]').hidden = !on;
    one('[data-still]').hidden = on;
  };
  const leave = () => {
    clearInterval(timer);
    if (go.href) location.replace(go.href);
    else go.click();
  };
  if (go) {
    const [visit] = performance.getEntriesByType('navigation');
    const back = visit !== undefined && visit.type === 'back_forward';
    let left = Number(go.dataset.go);
    count(!back);
    if (!back && left <= 0) setTimeout(leave);
    else if (!back) {
      timer = setInterval(() => {
        left -= 1;
        one('[data-left]').textContent = String(Math.max(left, 0));
        if (left <= 0) leave();
      }, 1000);
    }
  }

  // Inside the merchant's page: whoever opened this one is told, and nobody else.
  const { tell, to } = document.body.dataset;
  const outside = parent !== window ? parent : opener;
  if (to && outside) {
    const say = (message) => outside.postMessage(message, to);
    for (const message of JSON.parse(tell)) say(message);
    // A frame's attribute for that is ignored. What the customer does outside is not interrupted.
    const first = one('[data-focus]');
    if (first && document.hasFocus()) first.focus();
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape') say({ source: 'checkout', event: 'escape' });
    });
    // What leads to a gateway opens a window. Where none opens the page around this one has to go.
    let opened = null;
    addEventListener('submit', (event) => {
      const { target, classList } = event.target;
      if (!event.defaultPrevented && target) {
        opened = window.open('', target);
        if (!opened) event.preventDefault();
        say({ source: 'checkout', event: opened ? 'away' : 'blocked' });
      } else if (opened && classList.contains('leave')) opened.close();
    });
    addEventListener('message', (event) => {
      if (event.source !== outside || (to !== '*' && event.origin !== to)) return;
      const form = one('form.leave');
      if (form && event.data && event.data.event === 'leave') form.requestSubmit();
    });
    addEventListener('submit', (event) => {
      const { method } = event.target.elements;
      if (!event.defaultPrevented && method) {
        say({ source: 'checkout', event: 'submit', method: method.value });
      }
    });
  }

  // Whoever opened this window goes on by itself; one that nobody opened stays, and says so.
  if ('close' in main.dataset) close();

  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    unlock();
    if (go) count(false);
  });
})();
`;
