// The frame of every page of the dashboard, and the strictest policy that it can have.
import { nameOf } from './account-choice.ts';
import { POLICY_HEADER, writePolicy } from '../web/content-policy.ts';
import { html, type Markup } from '../web/html.ts';
import type { Answered, Section, Shown, SignedIn, Told } from './request.ts';
import { ROOT } from './request.ts';

const SELF = ["'self'"];
const POLICY = writePolicy(
  {
    'style-src': SELF,
    'script-src': SELF,
    'img-src': SELF,
    'connect-src': SELF,
    'base-uri': [],
    'form-action': SELF,
  },
  null,
);

/** `no-transform`: the length of a page with a form's token would tell of it. */
export const HEADERS: Readonly<Record<string, string>> = Object.freeze({
  [POLICY_HEADER]: POLICY,
  'cache-control': 'no-store, no-transform',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Without a referrer a browser would send "Origin: null" with our own forms.
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
});

const NAVIGATION: readonly (readonly [Exclude<Section, null>, string, string])[] = [
  ['overview', ROOT, 'Overview'],
  ['orders', `${ROOT}/orders`, 'Orders'],
  ['requests', `${ROOT}/requests`, 'Requests'],
  ['webhooks', `${ROOT}/webhooks`, 'Webhooks'],
  ['reviews', `${ROOT}/reviews`, 'Reviews'],
  ['accounts', `${ROOT}/accounts`, 'Accounts'],
  ['sandbox', `${ROOT}/sandbox`, 'Sandbox'],
  ['audit', `${ROOT}/audit`, 'Audit'],
  ['settings', `${ROOT}/settings`, 'Settings'],
];

/** What a merchant sees who came by a link. */
function isOfMerchants([name]: (typeof NAVIGATION)[number]): boolean {
  return name === 'orders' || name === 'webhooks';
}

/** What was just done, told above the page that comes after it. */
const TOLD: Readonly<Record<Told, string>> = Object.freeze({
  refunded: 'The refund is saved; its processor makes it now.',
  repeated: 'This refund was asked for before: no second one was made.',
  replayed: 'What was chosen is sent once more.',
  decided: 'The review is decided.',
  asked: 'The processor is asked now; the review stays open until something else is known.',
  made: 'The order is made.',
  moved: 'Done.',
  changed: 'The settings are changed.',
  same: 'Nothing was changed: it is so already.',
});

type Framed = {
  readonly shown: Shown;
  readonly head: Markup;
  readonly who: SignedIn;
  readonly told: string;
};

export function framePage({ shown, head, who, told }: Framed): Answered {
  const { title, section, body, status = 200 } = shown;
  const [name, may] =
    who.only === undefined ? [who.name, who.role] : [nameOf(who.only), 'read only'];
  const says = Object.hasOwn(TOLD, told) ? TOLD[told as Told] : null;
  const page = html`<div class="shell">
<header class="rail">
<a class="brand" href="${ROOT}" hx-boost="false">Dubash</a>
<form class="find" role="search" action="${ROOT}/search"><input id="search" type="search" name="q"
aria-label="Find an order, payment or refund" placeholder="Find by any id" required
autocomplete="off" spellcheck="false" maxlength="200"><kbd aria-hidden="true">/</kbd></form>
<nav id="nav" aria-label="Dashboard">${(
    who.only === undefined ? NAVIGATION : NAVIGATION.filter(isOfMerchants)
  ).map(([each, href, text]) => {
    const current = each === section && html` aria-current="page"`;
    return html`<a href="${href}"${current}${each === 'overview' && html` hx-boost="false"`}
>${text}</a>
`;
  })}</nav>
<form class="out" method="post" action="${ROOT}/sign-out" hx-boost="false">
<input type="hidden" name="csrf" value="${who.csrf}">
<span>${name} <span class="quiet">(${may})</span></span>
<button class="plain">${who.only === undefined ? 'Sign out' : 'Close'}</button></form>
</header>
<main id="main" tabindex="-1">
${
  says !== null &&
  html`<p class="note good" role="status">${says}</p>
<br>`
}${body}
<p class="foot">Times in <span data-zone>Asia/Kolkata</span>; India’s on hover.</p>
</main>
</div>`;
  return writeDocument(status, title, head, page);
}

/** A page without the frame: signing in, and what is told to nobody in particular. */
export function bareDocument(status: number, title: string, head: Markup, body: Markup): Answered {
  return writeDocument(status, title, head, html`<main id="main" class="signin">${body}</main>`);
}

function writeDocument(status: number, title: string, head: Markup, body: Markup): Answered {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Dubash</title>
${head}
</head>
<body hx-boost="true" hx-target="#main" hx-select="#main" hx-select-oob="#nav" hx-swap="outerHTML">
<a class="skip" href="#main">Skip to the page</a>
${body}
<p id="live" class="hidden" role="status" aria-live="polite"></p>
</body>
</html>
`;
  return {
    status,
    headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8' },
    body: page.text,
  };
}

export function moveTo(path: string, headers: Readonly<Record<string, string>> = {}): Answered {
  return { status: 303, headers: { ...HEADERS, location: path, ...headers }, body: '' };
}
