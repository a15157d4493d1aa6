// Multipart forms are read whatever their boundary is, and whatever their values hold.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../core/failure.ts';
import { decodeBody } from '../gateways/kit/body.ts';
import { type IncomingRequest, unfold } from './request.ts';

const FIELDS = {
  key: 'test_1b',
  command: 'verify_payment',
  var1: 'TXN-1\r\n--bold\r\n ä',
} as const;

type Written = { readonly boundary: string; readonly padding: string; readonly end: string };

function write({ boundary, padding, end }: Written): string {
  const parts = Object.entries(FIELDS).map(([name, value]) => {
    const head = `--${boundary}${padding}\r\ncontent-disposition: form-data; name="${name}"`;
    return `${head}\r\n\r\n${value}\r\n`;
  });
  return `${parts.join('')}--${boundary}--${end}`;
}

async function read(type: string, body: string): Promise<unknown> {
  const incoming: IncomingRequest = {
    ...{ id: '1', method: 'POST', path: '/', query: {}, address: '' },
    headers: { 'content-type': type },
    bytes: Buffer.from(body),
  };
  const { headers, bytes } = await unfold(incoming);
  const fields = decodeBody(headers['content-type'] ?? '', bytes);
  return isFailure(fields) ? fields.failure : fields.values;
}

// RFC 2046, section 5.1.1: 1 to 70 of these characters, quoted where they are no token.
const BARE = ['b', '1', '-', '--', 'TXN', '_payment', '----WebKitFormBoundary1', 'v'.repeat(70)];
const QUOTED = ["a'()+_,-./:=?z", 'a b', '.*', 'form-field-boundary-0', ...BARE];

for (const boundary of [...BARE, ...QUOTED.map((each) => `"${each}"`)]) {
  test(`a form with the boundary ${boundary} is read`, async () => {
    const bare = boundary.replace(/^"(.*)"$/, '$1');
    for (const type of [
      `multipart/form-data; boundary=${boundary}`,
      `Multipart/Form-Data;charset=utf-8;BOUNDARY=${boundary} ; x=1`,
    ]) {
      for (const padding of ['', ' \t']) {
        for (const end of ['\r\n', '', '\r\nepilogue']) {
          const body = write({ boundary: bare, padding, end });
          assert.deepEqual(await read(type, body), FIELDS, `${type} ${JSON.stringify(end)}`);
        }
      }
    }
  });
}

test('what is no multipart form is refused as malformed', async () => {
  const body = write({ boundary: 'b', padding: '', end: '' });
  for (const [type, sent] of [
    ['multipart/form-data; boundary=c', body],
    ['multipart/form-data; boundary=', body],
    ['multipart/form-data; charset=utf-8', body],
    ['multipart/form-data; boundary=b', '--b'],
    ['multipart/form-data; boundary=b', body.slice(0, -3)],
  ] as const) {
    assert.equal(await read(type, sent), 'body_malformed', `${type} ${sent.length}`);
  }
});
