// Every request that Paytring's documents and kits print comes to what our table says of it.
import { after, before } from 'node:test';
import { testDocumented } from '../support/documented-suite.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { askDocumented } from './paytring-request.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

testDocumented('paytring', { all: 68, served: 46, decided: 68 }, (request) =>
  askDocumented(server, request),
);
