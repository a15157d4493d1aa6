// Every request that Pine Labs' documents, SDKs and plugins print comes to what our table says.
import { after, before } from 'node:test';
import { testDocumented } from '../support/documented-suite.ts';
import { askDocumented } from './pinelabs-request.ts';
import { openTokenClient, type TokenClient } from './pinelabs-token-client.ts';

let client: TokenClient;
before(async () => {
  client = await openTokenClient();
});
after(() => client.server.stop());

testDocumented('pinelabs', { all: 218, served: 75, decided: 210 }, (request) =>
  askDocumented(client, request),
);
