// Payment links that were orders alone before: each gets its name among the links, and the row by
// which links are found and listed.
import type { Engine } from '../migrate.ts';
import { inBatches, inParts, type Part } from './0009-lean.ts';

/** Where the name stood: of letters, digits, `-` and `_` alone, so that JSON needs no escapes. */
const NAME: Readonly<Record<Engine, string>> = {
  sqlite: `json_extract(body, '$.wire.link_id')`,
  postgres: `CAST(body AS JSON) #>> '{wire,link_id}'`,
};
const ID: Readonly<Record<Engine, string>> = {
  sqlite: `json_extract(body, '$.id')`,
  postgres: `CAST(body AS JSON) ->> 'id'`,
};
// Not every body is a link's: the text is looked at before it is read as JSON.
const NAMED = `body LIKE '%"link_id":"%' AND body NOT LIKE '%"link":{"reference":%'`;

// What is a link already keeps its name where it is called alike.
function linksOf(engine: Engine): readonly Part[] {
  const name = `(CASE WHEN ${NAMED} THEN ${NAME[engine]} END)`;
  const record = `'{"v":1,"id":' || (${ID[engine]})
    || ',"kind":"link","createdAt":' || created_at || '}'`;
  return [
    inBatches(
      'orders',
      'account, id',
      [-1, -1],
      (condition) => `INSERT INTO records (account, kind, id, unique_ref, body)
        SELECT account, 'link', id, ${name}, ${record} FROM orders
        WHERE ${name} IS NOT NULL AND ${condition} ON CONFLICT DO NOTHING`,
    ),
    inBatches(
      'orders',
      'account, id',
      [-1, -1],
      (condition) => `UPDATE orders
        SET body = '{"link":{"reference":"' || ${name} || '"},' || substr(body, 2)
        WHERE ${name} IS NOT NULL AND ${condition}`,
    ),
  ];
}

export const namePaymentLink = inParts({
  sqlite: linksOf('sqlite'),
  postgres: linksOf('postgres'),
});
