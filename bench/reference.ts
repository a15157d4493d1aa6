// The reference: a create and a fetch on PostgreSQL as an engineer would write them in a day.
// No authentication, no validation beyond the schema, no idempotency, no outbox, no limits.
import { randomBytes } from 'node:crypto';
import Fastify from 'fastify';
import postgres from 'postgres';

const sql = postgres(process.argv[2] ?? '', { max: 10, onnotice: () => undefined });
await sql`CREATE TABLE IF NOT EXISTS reference_orders
  (id TEXT PRIMARY KEY, receipt TEXT UNIQUE, amount BIGINT, currency TEXT, body JSONB)`;

type Body = { readonly amount: number; readonly currency: string; readonly receipt: string };
const schema = {
  body: {
    type: 'object',
    required: ['amount', 'currency', 'receipt'],
    properties: {
      amount: { type: 'integer', minimum: 1 },
      currency: { type: 'string' },
      receipt: { type: 'string' },
    },
  },
};

const app = Fastify();
app.post<{ Body: Body }>('/orders', { schema }, async ({ body }) => {
  const { amount, currency, receipt } = body;
  const id = `order_${randomBytes(8).toString('hex')}`;
  const order = { id, ...body, status: 'created', created_at: Math.floor(Date.now() / 1000) };
  await sql`INSERT INTO reference_orders (id, receipt, amount, currency, body)
    VALUES (${id}, ${receipt}, ${amount}, ${currency}, ${sql.json(order)})`;
  return order;
});
app.get<{ Params: { id: string } }>('/orders/:id', async ({ params }, reply) => {
  const [row] = await sql`SELECT body FROM reference_orders WHERE id = ${params.id}`;
  if (row === undefined) return reply.code(404).send({ error: 'not found' });
  return row['body'];
});
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
if (address !== null && typeof address === 'object') {
  process.stdout.write(`port ${address.port}\n`);
}
