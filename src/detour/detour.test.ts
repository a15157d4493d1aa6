// The proxy of a run against hostile and odd clients: whom it carries where, and whom it refuses.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import tls, { type TLSSocket } from 'node:tls';
import { createAuthority, pemOf } from './authority.ts';
import { type Detour, openDetour, type Wish } from './detour.ts';

const HOSTS = ['api.gateway.example', 'sandbox.gateway.example'];
const [HOST = '', OTHER = ''] = HOSTS;
const authority = createAuthority(HOSTS, Date.now());
const ca = pemOf(authority.certificate);
const failed: unknown[] = [];

type Heard = { method: string; url: string; headers: http.IncomingHttpHeaders; body: string };
const heard: Heard[] = [];
/** Stands for our server: it keeps what it was asked. */
const server = http.createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  const { method = '', url = '', headers } = request;
  heard.push({ method, url, headers, body });
  response.writeHead(201, { 'x-own': 'here', 'set-cookie': ['a=1', 'b=2'] });
  response.end(`answer to ${url}`);
});
/** Stands for any other host: it says hello to whoever connects. */
const elsewhere = net.createServer((socket) => socket.end('hello from elsewhere'));
let detour: Detour;

async function listen(each: net.Server): Promise<number> {
  each.listen(0, '127.0.0.1');
  await once(each, 'listening');
  return (each.address() as AddressInfo).port;
}

async function open(changes: Partial<Wish> = {}): Promise<Detour> {
  const address = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const standard = { server: address, hosts: HOSTS, authority, offline: false, proxy: null };
  return openDetour({ ...standard, onError: (error) => failed.push(error), ...changes });
}

before(async () => {
  await listen(server);
  await listen(elsewhere);
  detour = await open();
});
after(async () => {
  await detour.close();
  server.close();
  elsewhere.close();
  assert.deepEqual(failed, []);
});

/** Everything that comes back for bytes as they are. */
async function say(port: number, bytes: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes);
  let answer = '';
  try {
    for await (const piece of socket) answer += piece;
  } catch {
    // It was cut off: what had come before counts.
  }
  return answer;
}

/** The status of CONNECT, and the connection where it is 200. */
async function connect(authorityForm: string, port = detour.proxyPort) {
  const path = authorityForm;
  const asked = http.request({ host: '127.0.0.1', port, method: 'CONNECT', path, agent: false });
  asked.end();
  const [answer, socket, head] = (await once(asked, 'connect')) as [
    IncomingMessage,
    Socket,
    Buffer,
  ];
  socket.unshift(head);
  return { status: answer.statusCode, socket };
}

async function shake(socket: Socket, servername: string): Promise<TLSSocket> {
  const secure = tls.connect({ socket, servername, ca });
  await once(secure, 'secureConnect');
  return secure;
}

test('a host of a gateway reaches the server: same path, method and body', async () => {
  const { status, socket } = await connect(`${HOST}:443`);
  assert.equal(status, 200);
  const secure = await shake(socket, HOST);
  assert.equal(secure.authorized, true);
  assert.equal(secure.getPeerCertificate().subjectaltname, `DNS:${HOST}`);
  heard.length = 0;
  const body = '{"amount":1}';
  const head = `POST /v1/orders?x=%2F..%2e HTTP/1.1\r\nHost: ${HOST}\r\nx-dubash-mode: live\r\n`;
  const more = `authorization: Basic eDp5\r\nproxy-authorization: secret\r\n`;
  secure.write(`${head}${more}connection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  let answer = '';
  for await (const piece of secure) answer += piece;
  assert.match(answer, /^HTTP\/1\.1 201 [\s\S]*x-own: here[\s\S]*a=1\r\n[\s\S]*b=2\r\n/);
  assert.match(answer, /answer to \/v1\/orders\?x=%2F\.\.%2e/);
  const [asked] = heard;
  assert.equal(asked?.method, 'POST');
  assert.equal(asked?.body, body);
  assert.equal(asked?.headers['authorization'], 'Basic eDp5');
  assert.equal(asked?.headers['proxy-authorization'], undefined);
  // Whatever the program says of it, money does not move by a run.
  assert.equal(asked?.headers['x-dubash-mode'], 'sandbox');
});

test('spellings of a host are one host; another port of it is nobody', async () => {
  for (const spelling of [HOST.toUpperCase(), `${HOST}.`]) {
    const { status, socket } = await connect(`${spelling}:443`);
    assert.equal(status, 200, spelling);
    await shake(socket, HOST).then((secure) => secure.destroy());
  }
  assert.equal((await connect(`${HOST}:8443`)).status, 403);
});

test('it speaks TLS as no other host, and with nobody who names none', async () => {
  for (const name of ['bank.example', `x.${HOST}`, '']) {
    const { socket } = await connect(`${HOST}:443`);
    const named = name === '' ? {} : { servername: name };
    const secure = tls.connect({ socket, ca, rejectUnauthorized: false, ...named });
    await assert.rejects(once(secure, 'secureConnect'), Error, name);
    secure.destroy();
  }
});

test('a request that names another host than its connection is refused', async () => {
  for (const wrong of [OTHER, 'bank.example', '127.0.0.1', '']) {
    const { socket } = await connect(`${HOST}:443`);
    const secure = await shake(socket, HOST);
    heard.length = 0;
    secure.write(`GET / HTTP/1.1\r\nHost: ${wrong}\r\nconnection: close\r\n\r\n`);
    let answer = '';
    for await (const piece of secure) answer += piece;
    assert.match(answer, /^HTTP\/1\.1 421 /, wrong);
    assert.deepEqual(heard, []);
  }
});

test('another host is passed through untouched, and not at all offline', async () => {
  const { port } = elsewhere.address() as AddressInfo;
  const { status, socket } = await connect(`127.0.0.1:${port}`);
  assert.equal(status, 200);
  let told = '';
  for await (const piece of socket) told += piece;
  assert.equal(told, 'hello from elsewhere');
  const offline = await open({ offline: true });
  assert.equal((await connect(`127.0.0.1:${port}`, offline.proxyPort)).status, 403);
  assert.equal((await connect(`${HOST}:443`, offline.proxyPort)).status, 200);
  await offline.close();
});

test('the way out may be by a proxy that the machine needs', async () => {
  const asked: string[] = [];
  const outer = http.createServer();
  outer.on('connect', (request: IncomingMessage, socket: Socket) => {
    const proof = String(request.headers['proxy-authorization']);
    asked.push(`${request.url} ${proof}`);
    if (request.url === 'no.example:443') socket.end('HTTP/1.1 403 No\r\n\r\n');
    else socket.end('HTTP/1.1 200 OK\r\n\r\nby the outer proxy');
  });
  const proxy = new URL(`http://me:p%40ss@127.0.0.1:${await listen(outer)}`);
  const led = await open({ proxy });
  const { status, socket } = await connect('shop.example:443', led.proxyPort);
  assert.equal(status, 200);
  let told = '';
  for await (const piece of socket) told += piece;
  assert.equal(told, 'by the outer proxy');
  assert.equal((await connect('no.example:443', led.proxyPort)).status, 502);
  const proof = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
  assert.deepEqual(asked, [`shop.example:443 ${proof}`, `no.example:443 ${proof}`]);
  await led.close();
  outer.close();
});

test('a host that is not there, and a CONNECT that names none, are refused in a line', async () => {
  const gone = net.createServer();
  const port = await listen(gone);
  gone.close();
  await once(gone, 'close');
  assert.equal((await connect(`127.0.0.1:${port}`)).status, 502);
  for (const wrong of [
    'no-port',
    `${HOST}:0`,
    `${HOST}:99999`,
    'a b:443',
    `${HOST}/:443`,
    ':443',
  ]) {
    const answer = await say(detour.proxyPort, `CONNECT ${wrong} HTTP/1.1\r\nHost: x\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 400 /, wrong);
  }
});

test('an oversized CONNECT ends with its connection', async () => {
  const long = `CONNECT ${'a'.repeat(200_000)}:443 HTTP/1.1\r\nHost: x\r\n\r\n`;
  assert.match(await say(detour.proxyPort, long), /^(HTTP\/1\.1 (431|400) [\s\S]*)?$/);
  const many = `CONNECT ${HOST}:443 HTTP/1.1\r\n${'x: y\r\n'.repeat(20_000)}\r\n`;
  assert.match(await say(detour.proxyPort, many), /^(HTTP\/1\.1 431 [\s\S]*)?$/);
  assert.equal((await connect(`${HOST}:443`)).status, 200);
});

test('whoever takes the proxy for a web server gets nothing, nor does a page', async () => {
  heard.length = 0;
  for (const head of [
    'GET / HTTP/1.1\r\nHost: evil.example\r\nOrigin: https://evil.example',
    `GET /v1/orders HTTP/1.1\r\nHost: ${HOST}`,
    `POST http://${HOST}/v1/orders HTTP/1.1\r\nHost: ${HOST}\r\ncontent-length: 0`,
    'GET http://shop.example/ HTTP/1.1\r\nHost: shop.example',
    `GET https://${HOST}:8443/ HTTP/1.1\r\nHost: ${HOST}`,
    'GET ftp://shop.example/ HTTP/1.1\r\nHost: shop.example',
  ]) {
    assert.match(await say(detour.proxyPort, `${head}\r\n\r\n`), /^HTTP\/1\.1 403 /, head);
  }
  assert.deepEqual(heard, []);
});

test('older clients send the whole https address in clear, and are carried', async () => {
  heard.length = 0;
  const head = `GET https://${HOST}/v1/orders?count=1 HTTP/1.1\r\nHost: ${HOST}\r\n`;
  assert.match(await say(detour.proxyPort, `${head}connection: close\r\n\r\n`), /^HTTP\/1\.1 201 /);
  assert.equal(heard[0]?.url, '/v1/orders?count=1');
  const offline = await open({ offline: true });
  const other = 'GET https://shop.example/ HTTP/1.1\r\nHost: shop.example\r\n\r\n';
  assert.match(await say(offline.proxyPort, other), /^HTTP\/1\.1 403 /);
  await offline.close();
});

test('the direct port serves by TLS alone', async () => {
  const asked = https.request({
    ...{ host: '127.0.0.1', port: detour.directPort, servername: OTHER, ca, path: '/direct' },
    headers: { host: OTHER },
    agent: false,
  });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  assert.equal(answer.statusCode, 201);
  answer.resume();
  const plain = await say(detour.directPort, `GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
  assert.doesNotMatch(plain, /201/);
});

test('a server that is gone is said in the answer', async () => {
  const gone = await open({ server: new URL('http://127.0.0.1:1') });
  const head = `GET https://${HOST}/ HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`;
  assert.match(await say(gone.proxyPort, head), /^HTTP\/1\.1 502 [\s\S]*no answer from/);
  await gone.close();
});

test('both ports are of this machine alone, and closing leaves none open', async () => {
  const one = await open();
  const idle = net.connect(one.proxyPort, '127.0.0.1');
  idle.on('error', () => undefined);
  await once(idle, 'connect');
  await one.close();
  for (const port of [one.proxyPort, one.directPort]) {
    await assert.rejects(once(net.connect(port, '127.0.0.1'), 'connect'), /ECONNREFUSED/);
  }
});
