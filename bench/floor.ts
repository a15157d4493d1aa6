// The floor: bare node:http and one durable SQLite insert with group commit, or one key read.
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';

const database = new DatabaseSync(path.join(process.env['DATA_DIR'] ?? '', 'floor.db'));
database.exec('PRAGMA journal_mode = WAL');
database.exec('PRAGMA synchronous = FULL');
database.exec('PRAGMA cache_size = -32768');
database.exec('CREATE TABLE orders (id INTEGER PRIMARY KEY, claim TEXT UNIQUE, body TEXT)');
const insert = database.prepare('INSERT INTO orders (id, claim, body) VALUES (?, ?, ?)');
const select = database.prepare('SELECT body FROM orders WHERE id = ?');

let last = 0;
let waiting: (() => void)[] = [];
function commit(): void {
  const group = waiting;
  waiting = [];
  database.exec('COMMIT');
  for (const done of group) done();
}
function write(id: number, claim: string, body: string, done: () => void): void {
  if (waiting.length === 0) {
    database.exec('BEGIN IMMEDIATE');
    setImmediate(commit);
  }
  insert.run(id, claim, body);
  waiting.push(done);
}

const server = createServer((request, response) => {
  const answer = (text: string): void => {
    const length = Buffer.byteLength(text);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
    response.end(text);
  };
  if (request.method === 'GET') {
    const row = select.get(Number(request.url?.slice(8)));
    answer(String(row?.['body']));
    return;
  }
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    last += 1;
    const id = last;
    const order = { id, ...JSON.parse(text), status: 'created', created_at: Date.now() };
    const body = JSON.stringify(order);
    write(id, order.receipt, body, () => answer(body));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') {
    process.stdout.write(`port ${address.port}\n`);
  }
});
