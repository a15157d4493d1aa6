// The paths of the two signed generations, wherever a client may have put its base URL.
import { type Family, type Operation, operation } from '../../../../dialect.ts';
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
const entrances: readonly Operation[] = ['/', '/index'].map((path) =>
  operation({ ...POST, path, rate: 'create' }, parseForm, renderEntrance),
);

// The three spellings that are in use; the type says what is asked.
const inquiries: readonly Operation[] = ['/', '/V2', '/v2'].flatMap((path): Operation[] => [
  operation({ ...POST, path, rate: 'fetch', when: isInquiry }, parseInquiry, renderInquiry),
  operation({ ...POST, path, rate: 'refund', when: isRefund }, parseRefund, renderRefund),
  { ...POST, path, rate: 'fetch', answer: refuseType },
]);

/** `places` are what a client may put before the gateway's own paths. */
export function signedFamilies(places: readonly string[]): readonly Family[] {
  const under = (path: string): readonly string[] => places.map((place) => `${place}${path}`);
  return [
    {
      name: 'form',
      bases: under('/PinePGRedirect'),
      proof: 'secret',
      identify: identifyForm,
      open: openForm,
      operations: entrances,
      renderFailure: renderPage,
    },
    {
      name: 'accept',
      bases: under('/api/v2/accept'),
      proof: 'secret',
      identify: identifyEnvelope,
      open: openEnvelope,
      operations: [
        operation({ ...POST, path: '/payment', rate: 'create' }, parseAccept, renderAccepted),
      ],
      renderFailure: renderJson,
    },
    {
      name: 'inquiry',
      bases: under('/api/PG'),
      proof: 'secret',
      identify: identifyForm,
      open: openForm,
      operations: inquiries,
      renderFailure: renderInquiryFailure,
    },
  ];
}
