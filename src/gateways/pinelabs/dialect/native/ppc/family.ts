// The paths of the two signed generations, wherever a client may have put its base URL.
import type { Family, Operation } from '../../../../dialect.ts';
import { identifyEnvelope, openEnvelope, parseAccept, renderAccepted } from './accept.ts';
import { parseForm, renderEntrance } from './form.ts';
import {
  isInquiry,
  isRefund,
  parseInquiry,
  parseRefund,
  refuseType,
  renderInquiry,
  renderRefund,
} from './inquiry.ts';
import { identifyForm, openForm } from './proof.ts';
import { renderInquiryFailure, renderJson, renderPage } from './refusal.ts';

const POST = { method: 'POST' } as const;

// Plugins post to `/index`, older ones to the folder.
const entrances: readonly Operation[] = ['/', '/index'].map((path) => ({
  ...POST,
  path,
  rate: 'create',
  parse: parseForm,
  render: renderEntrance,
}));

// The three spellings that are in use; the type says what is asked.
const inquiries: readonly Operation[] = ['/', '/V2', '/v2'].flatMap((path): Operation[] => [
  { ...POST, path, rate: 'fetch', when: isInquiry, parse: parseInquiry, render: renderInquiry },
  { ...POST, path, rate: 'refund', when: isRefund, parse: parseRefund, render: renderRefund },
  { ...POST, path, rate: 'fetch', answer: refuseType },
]);

/** `places` are what a client may put before the gateway's own paths. */
export function signedFamilies(places: readonly string[]): readonly Family[] {
  const under = (path: string): readonly string[] => places.map((place) => `${place}${path}`);
  return [
    {
      name: 'form',
      bases: under('/PinePGRedirect'),
      identify: identifyForm,
      open: openForm,
      operations: entrances,
      renderFailure: renderPage,
    },
    {
      name: 'accept',
      bases: under('/api/v2/accept'),
      identify: identifyEnvelope,
      open: openEnvelope,
      operations: [
        { ...POST, path: '/payment', rate: 'create', parse: parseAccept, render: renderAccepted },
      ],
      renderFailure: renderJson,
    },
    {
      name: 'inquiry',
      bases: under('/api/PG'),
      identify: identifyForm,
      open: openForm,
      operations: inquiries,
      renderFailure: renderInquiryFailure,
    },
  ];
}
