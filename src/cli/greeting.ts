// What a start tells people: where it is reached, as whom, and a command to try.
import type { RunningApp } from '../app.ts';
import { PROGRAM } from './program.ts';

/** `isGiven`: the secret came from the environment, where whoever starts it can look. */
export function greet(
  { summary, firstPage }: Pick<RunningApp, 'summary' | 'firstPage'>,
  isGiven: boolean,
): string {
  const { listening, url, key, secret, aliases, adminToken, dataDir } = summary;
  const names =
    aliases === null
      ? ''
      : `  or      ${aliases.clientId} as client id, ${aliases.merchantId} as merchant id\n`;
  // The shell draws another receipt each time: one that is taken is refused.
  const body = String.raw`{\"amount\":50000,\"currency\":\"INR\",\"receipt\":\"r-$(date +%s)\"}`;
  const operator =
    adminToken === null ? '' : `  admin   ${adminToken}  (the operator's token, told this once)\n`;
  const kept = isGiven
    ? 'as SANDBOX_SECRET says'
    : `told when it was made; for a new one: ${PROGRAM} keys create`;
  const user = secret === null ? `${key}:"$DUBASH_SECRET"` : `${key}:${secret}`;
  return `Dubash is listening on ${listening}${url === listening ? '' : ` (public: ${url})`}

  key     ${key}
${names}  secret  ${secret === null ? kept : `${secret}  (told this once)`}
${operator}  data    ${dataDir}

Try it:
  curl -u ${user} -H 'content-type: application/json' \\
    -d "${body}" ${listening}/api/v2/order/via/rzp/create
${
  firstPage === null
    ? ''
    : `
Then pay it in a browser:
  ${firstPage}
`
}
Payments, webhooks and the audit, with the admin token:
  ${url}/dashboard

`;
}
