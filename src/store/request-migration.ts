// The tables of the request log, in their own numbered migrations: they are in a file of their own
// on SQLite, and beside the others on PostgreSQL.
import type { Engine, Migration, MigrationPlan } from './migrate.ts';

const ONE = `
CREATE TABLE requests (
  id BIGINT PRIMARY KEY,
  token TEXT NOT NULL,
  request_id TEXT NOT NULL,
  account BIGINT NOT NULL,
  at BIGINT NOT NULL,
  took_micros BIGINT NOT NULL,
  status BIGINT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  dialect TEXT NOT NULL,
  operation TEXT NOT NULL,
  refusal TEXT NOT NULL,
  wire TEXT NOT NULL
);
CREATE INDEX requests_account ON requests (account, id);
CREATE INDEX requests_request_id ON requests (request_id);
-- By whom and by what lines are found and forgotten: digests.
CREATE TABLE request_marks (
  mark TEXT NOT NULL,
  request BIGINT NOT NULL,
  PRIMARY KEY (mark, request)
);
CREATE INDEX request_marks_request ON request_marks (request);
-- How many bytes came in each minute, by the number of the minute since 1970.
CREATE TABLE request_sizes (minute BIGINT PRIMARY KEY, bytes BIGINT NOT NULL);
CREATE TABLE request_sums (
  minute BIGINT NOT NULL,
  place BIGINT NOT NULL,
  dialect TEXT NOT NULL,
  processor TEXT NOT NULL,
  operation TEXT NOT NULL,
  total BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  took TEXT NOT NULL,
  PRIMARY KEY (minute, place, dialect, processor, operation)
);
`;

/** A mark is found by its digest alone: rows of their own would be the same once more. */
const TEXT: Readonly<Record<Engine, string>> = {
  postgres: ONE,
  sqlite: ONE.replace(/(PRIMARY KEY \(mark, request\)\n\))/, '$1 WITHOUT ROWID'),
};

const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-requests',
    advance: function* make(_from, engine) {
      yield { text: TEXT[engine] };
      return null;
    },
  },
];

export const requestMigrations = (upgrades: boolean): MigrationPlan => {
  return { migrations: MIGRATIONS, table: 'request_migrations', upgrades };
};
