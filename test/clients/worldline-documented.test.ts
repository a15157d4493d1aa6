// Every request that Worldline's documents and kits print comes to what our table says of it.
import { after, before } from 'node:test';
import { testDocumented } from '../support/documented-suite.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { askDocumented } from './worldline-request.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

testDocumented('worldline', { all: 47, served: 14, decided: 24 }, (request) =>
  askDocumented(server, request),
);
