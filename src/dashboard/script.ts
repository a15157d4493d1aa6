// The dashboard's own script: keys, copying, the viewer's times, charts. Every page reads without.

export const SCRIPT = `
(() => {
  'use strict';
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const live = () => document.getElementById('live');

  // In the viewer's zone, spelt as the page spells them; India's stays as the title.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const isIndia = /^Asia\\/(Kolkata|Calcutta)$/.test(timeZone);
  const two = (number) => String(number).padStart(2, '0');
  const spell = (at) => at.getFullYear() + '-' + two(at.getMonth() + 1) + '-' + two(at.getDate()) +
    ' ' + two(at.getHours()) + ':' + two(at.getMinutes()) + ':' + two(at.getSeconds());
  // What is wider than its place scrolls there; of another long one the head stays in sight.
  const sizes = new ResizeObserver((tables) => {
    for (const { target } of tables) {
      const isLong = all('tbody tr', target).length > 12;
      const { parentElement } = target;
      const fits = target.scrollWidth <= parentElement.clientWidth;
      parentElement.toggleAttribute('data-long', isLong && fits);
    }
  });
  // Narrow, the sections stand in one line, of which the end is out of sight.
  const showSection = () => {
    const here = document.querySelector('#nav [aria-current]');
    if (here) here.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const dress = (root) => {
    for (const table of all('.wide > table', root)) sizes.observe(table);
    if (isIndia) return;
    for (const time of all('time', root)) time.textContent = spell(new Date(time.dateTime));
    for (const zone of all('[data-zone]', root)) zone.textContent = timeZone;
  };

  let cameFrom = null;
  addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = target.matches && target.matches('input, textarea, select');
    if (key === '/' && !isTyping) {
      const search = document.getElementById('search');
      if (search) {
        event.preventDefault();
        cameFrom = target;
        search.focus();
        search.select();
      }
    }
    if (key === 'Escape' && target.id === 'search') {
      target.blur();
      if (cameFrom && cameFrom.isConnected) cameFrom.focus({ preventScroll: true });
    }
    const row = !isTyping && target.closest && target.closest('tr');
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!row || !step) return;
    const rows = all('.row', row.closest('table'));
    const next = rows[rows.indexOf(row.querySelector('.row')) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button || !navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.dataset.done = '';
      live().textContent = 'Copied';
      setTimeout(() => delete button.dataset.done, 1500);
    }, () => undefined);
  });

  // A filter that is pointed at is asked for at once. By keys one is on the way to a choice, which
  // is sent by Enter as a text is.
  let byKeys = false;
  addEventListener('keydown', (event) => {
    byKeys = true;
    if (event.key !== 'Enter' || !event.target.matches('.filters[method=get] select')) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }, true);
  addEventListener('pointerdown', () => { byKeys = false; }, true);
  addEventListener('change', (event) => {
    const form = event.target.form;
    if (!byKeys && form && form.matches('.filters[method=get]') && event.target.matches('select'))
      form.requestSubmit();
  });

  // What leaves the page is sent once.
  addEventListener('submit', (event) => {
    const button = event.submitter;
    if (button && event.target.method === 'post') setTimeout(() => { button.disabled = true; });
  });

  const day = new Intl.DateTimeFormat('en-IN', { day: 'numeric', month: 'short' });
  const dayOrHour = (seconds) => {
    const at = new Date(seconds * 1000);
    const clock = two(at.getHours()) + ':' + two(at.getMinutes());
    return clock === '00:00' ? day.format(at) : clock;
  };
  const draw = (root) => {
    for (const place of all('[data-chart]', root)) {
      if (typeof uPlot === 'undefined' || place.firstChild) continue;
      const { at, series } = JSON.parse(document.getElementById(place.dataset.chart).textContent);
      const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);
      const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 },
        ticks: { show: false }, font: '12px system-ui' };
      const chart = new uPlot({
        width: place.clientWidth, height: 200, cursor: { drag: { x: false, y: false } },
        legend: { live: true },
        series: [{ label: 'from' }, ...series.map(({ label, tone, values }) => ({
          // What stands alone between gaps is no line.
          label, stroke: colour(tone), width: 2,
          points: { show: at.length < 3 || values.includes(null) },
        }))],
        axes: [{ ...axis, values: (_, ticks) => ticks.map(dayOrHour) }, {
          ...axis, size: 48, values: (_, ticks) => ticks.map((tick) =>
          Number.isInteger(tick) ? String(tick) : '') }],
        scales: { y: { range: (_, low, high) => [0, Math.max(high, 1) * 1.1] } },
      }, [at, ...series.map(({ values }) => values)], place);
      addEventListener('resize', () =>
        chart.setSize({ width: place.clientWidth, height: 200 }));
    }
  };

  // Whoever filters stays at the field that was changed.
  let filtered = null;
  document.addEventListener('htmx:beforeRequest', (event) => {
    const form = event.target.matches('.filters[method=get]') ? event.target : null;
    const at = document.activeElement;
    if (form || event.target.matches('a, form')) {
      filtered = form && form.contains(at) ? [form.getAttribute('action'), at.name] : null;
    }
    // Nobody looks: what follows by itself waits.
    if (document.hidden && event.target.matches('[data-poll]')) event.preventDefault();
  });

  dress(document);
  showSection();
  draw(document);
  // Lines are drawn in the colours of the moment.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const place of all('[data-chart]')) place.replaceChildren();
    draw(document);
  });
  document.addEventListener('htmx:afterSwap', () => {
    dress(document);
    draw(document);
  });
  // Only now the page has its title.
  document.addEventListener('htmx:afterSettle', (event) => {
    const part = event.detail.elt;
    const main = document.getElementById('main');
    // The sections come with a page, before it.
    if (part && part.id === 'nav') return;
    // What follows by itself takes nobody anywhere; only what is new is read out.
    if (part && part.id === 'tail') {
      if (live() && part.dataset.news) live().textContent = part.dataset.news;
      return;
    }
    // A new page begins at its heading, and is read out; a part opens where it is.
    if (!part || part.closest('#main') !== part) {
      if (live()) live().textContent = 'Shown';
      return;
    }
    showSection();
    const [action, name] = filtered || [];
    filtered = null;
    const form = all('form.filters', main).find((each) => each.getAttribute('action') === action);
    const field = form && [...form.elements].find((each) => each.name === name);
    const rows = all('tbody tr', main).length;
    if (field) {
      field.focus({ preventScroll: true });
      live().textContent = document.title + ': ' + (rows === 0 ? 'nothing' : rows) + ' listed';
      return;
    }
    scrollTo(0, 0);
    const heading = main.querySelector('h1');
    if (heading) heading.focus({ preventScroll: true });
    // What was just done, and where one is now.
    const done = all('.note[role=status]', main).map((note) => note.textContent.trim());
    if (live()) live().textContent = [...done, document.title].join(' ');
  });
})();
`;
