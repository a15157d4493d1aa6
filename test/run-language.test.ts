// `dubash run` by language: programs that ask a gateway's literal host, each as its language does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type Ran, typeRun } from './support/run.ts';
import { KEY, SECRET, startServer, type TestServer } from './support/server.ts';
import { root } from './support/source.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dubash-language-'));
let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Nothing else is reached: a program that is not led here fails. */
function led(typed: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const run = ['--offline', '--server', server.url, '--', ...typed];
  return typeRun(run, { env: { DUBASH_KEY: KEY, DUBASH_SECRET: SECRET, ...env }, cwd: folder });
}

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function lacks(program: string, asks = '--version'): string | false {
  const { error } = spawnSync(program, [asks]);
  return error !== undefined && `no ${program} on this machine`;
}

// Official SDKs as npm has them; nothing in them is set but the keys.
const NODE_SHOP = `
const { createRequire } = require('node:module');
const load = createRequire(${JSON.stringify(path.join(root, 'package.json'))});
const https = require('https');
const say = (...words) => process.stdout.write(words.join(' ') + '\\n');
const [key, secret] = [process.env.DUBASH_KEY, process.env.DUBASH_SECRET];

const razorpay = async (name, receipt) => {
  const sdk = new (load(name))({ key_id: key, key_secret: secret });
  return (await sdk.orders.create({ amount: 50000, currency: 'INR', receipt })).status;
};
const cashfree = async (major) => {
  const { Cashfree, CFEnvironment } = load('cashfree-pg-' + major);
  const wish = { order_amount: 5, order_currency: 'INR',
    customer_details: { customer_id: 'c', customer_phone: '9876543210' } };
  let client = Cashfree;
  if (major >= 5) {
    client = new Cashfree(CFEnvironment.SANDBOX, key, secret, null, null, null, false);
  } else {
    Object.assign(Cashfree, { XEnvironment: Cashfree.Environment.SANDBOX, XClientId: key,
      XClientSecret: secret, XEnableErrorAnalytics: false });
  }
  const given = major >= 5 ? [wish] : ['2023-08-01', wish];
  return (await client.PGCreateOrder(...given)).data.order_status;
};
const payu = async () => {
  const client = new (load('payu-websdk'))({ key, salt: secret }, 'TEST');
  return (await client.verifyPayment('NONE')).transaction_details.NONE.status;
};
const asked = (options) => new Promise((resolve, reject) => {
  const auth = key + ':' + secret;
  https.get('https://api.razorpay.com/v1/orders', { auth, ...options }, (answer) => {
    answer.resume();
    resolve(answer.statusCode);
  }).on('error', reject);
});

(async () => {
  say('razorpay 2.9', await razorpay('razorpay', 'r-' + process.version + '9'));
  say('razorpay 2.8', await razorpay('razorpay-2-8', 'r-' + process.version + '8'));
  for (const major of [3, 4, 5, 6]) say('cashfree', major, await cashfree(major));
  say('payu', await payu());
  // An agent of the program's own, which asks no proxy, and authorities of its own.
  say('agent', await asked({ agent: new https.Agent({ keepAlive: false }) }));
  const { rootCertificates } = require('tls');
  say('authorities', await asked({ agent: false, ca: rootCertificates }));
  const authorization = 'Basic ' + Buffer.from(key + ':' + secret).toString('base64');
  const answer = await fetch('https://api.razorpay.com/v1/orders', { headers: { authorization } });
  say('fetch', answer.status);
})();
`;
const NODE_SAYS = [
  ...['razorpay 2.9 created', 'razorpay 2.8 created'],
  ...[3, 4, 5, 6].map((major) => `cashfree ${major} ACTIVE`),
  ...['payu Not Found', 'agent 200', 'authorities 200', 'fetch 200'],
];

function without(text: string): string[] {
  return text.trim().split('\n');
}

test('Node, this one: the SDKs of npm, agents, authorities, fetch', async () => {
  const ran = await led([process.execPath, write('shop.cjs', NODE_SHOP)]);
  assert.deepEqual(without(ran.out), NODE_SAYS, ran.wrong);
  assert.equal(ran.code, 0);
});

/** The system's Node, where it is older than the one that the tests run with. */
function olderNode(): string | null {
  for (const program of ['/usr/bin/node', '/usr/local/bin/node']) {
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const major = Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 99);
    if (major >= 18 && major < 24) return program;
  }
  return null;
}

const older = olderNode();
{
  const withoutProgram = older === null && 'no older Node on this machine';
  test('Node 18 to 23, which asks no proxy', { skip: withoutProgram }, async () => {
    const ran = await led([older ?? '', write('shop.cjs', NODE_SHOP)]);
    assert.deepEqual(without(ran.out), NODE_SAYS, ran.wrong);
  });
}

const PYTHON_SHOP = `
import asyncio, base64, http.client, os, ssl, sys, urllib.request

proof = base64.b64encode(f"{os.environ['DUBASH_KEY']}:{os.environ['DUBASH_SECRET']}".encode())
headers = {"authorization": "Basic " + proof.decode()}
address = "https://api.razorpay.com/v1/orders"
with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
    print("urllib", answer.status)
# As SDKs do that bring a file of authorities, and ask no proxy.
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.load_verify_locations(sys.argv[1])
client = http.client.HTTPSConnection("api.razorpay.com", context=context)
client.request("GET", "/v1/orders", headers=headers)
print("http.client", client.getresponse().status)

async def stream():
    reader, writer = await asyncio.open_connection("api.razorpay.com", 443, ssl=True)
    writer.write(b"GET /v1/orders HTTP/1.1\\r\\nhost: api.razorpay.com\\r\\n")
    writer.write(b"authorization: Basic " + proof + b"\\r\\nconnection: close\\r\\n\\r\\n")
    print("asyncio", (await reader.readline()).decode().split()[1])

asyncio.run(stream())
import sitecustomize
print(getattr(sys, "other_sitecustomize", "none"))
`;

{
  const withoutProgram = lacks('python3');
  test('Python: by proxy, with authorities of its own, without a proxy', {
    skip: withoutProgram,
  }, async () => {
    const site = path.join(folder, 'site');
    spawnSync('mkdir', ['-p', site]);
    write('site/sitecustomize.py', 'import sys\nsys.other_sitecustomize = "run as well"\n');
    const own = write('own.pem', (await import('node:tls')).rootCertificates.join('\n'));
    const ran = await led(['python3', write('shop.py', PYTHON_SHOP), own], { PYTHONPATH: site });
    const says = ['urllib 200', 'http.client 200', 'asyncio 200', 'run as well'];
    assert.deepEqual(without(ran.out), says, ran.wrong);
  });
}

const JAVA_SHOP = `
import java.net.*;
import java.net.http.*;
import java.util.Base64;

class Shop {
  public static void main(String[] given) throws Exception {
    String user = System.getenv("DUBASH_KEY") + ":" + System.getenv("DUBASH_SECRET");
    String proof = "Basic " + Base64.getEncoder().encodeToString(user.getBytes());
    URI address = URI.create("https://api.razorpay.com/v1/orders");
    var old = (HttpURLConnection) address.toURL().openConnection();
    old.setRequestProperty("authorization", proof);
    System.out.println("HttpURLConnection " + old.getResponseCode());
    var wish = HttpRequest.newBuilder(address).header("authorization", proof).build();
    var client = HttpClient.newHttpClient();
    var answer = client.send(wish, HttpResponse.BodyHandlers.ofString());
    System.out.println("HttpClient " + answer.statusCode());
  }
}
`;

{
  const withoutProgram = lacks('javac', '-version');
  test('Java: its older client and its newer one', { skip: withoutProgram }, async () => {
    const ran = await led(['java', write('Shop.java', JAVA_SHOP)]);
    assert.deepEqual(without(ran.out), ['HttpURLConnection 200', 'HttpClient 200'], ran.wrong);
  });
}

const GO_SHOP = `package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	request, _ := http.NewRequest("GET", "https://api.razorpay.com/v1/orders", nil)
	request.SetBasicAuth(os.Getenv("DUBASH_KEY"), os.Getenv("DUBASH_SECRET"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	fmt.Println("net/http", answer.StatusCode)
}
`;

{
  const withoutProgram = lacks('go', 'version');
  test('Go: its own client', { skip: withoutProgram }, async () => {
    const file = write('shop.go', GO_SHOP);
    const built = path.join(root, 'node_modules/.cache/conformance/go/built');
    const env = {
      ...process.env,
      GOCACHE: built,
      GOFLAGS: '-buildvcs=false',
      GOTOOLCHAIN: 'local',
    };
    const made = spawnSync('go', ['build', '-o', 'shop', file], { cwd: folder, env });
    assert.equal(made.status, 0, String(made.stderr));
    const ran = await led(['./shop']);
    assert.deepEqual(without(ran.out), ['net/http 200'], ran.wrong);
  });
}

const RUBY_SHOP = `
require 'net/http'
ask = lambda do |name, &set|
  client = Net::HTTP.new('api.razorpay.com', 443)
  client.use_ssl = true
  set&.call(client)
  wish = Net::HTTP::Get.new('/v1/orders')
  wish.basic_auth ENV['DUBASH_KEY'], ENV['DUBASH_SECRET']
  puts "#{name} #{client.request(wish).code}"
end
ask.call('Net::HTTP')
ask.call('file') { |client| client.ca_file = ARGV[0] }
ask.call('store') { |client| client.cert_store = OpenSSL::X509::Store.new.tap(&:set_default_paths) }
`;

{
  const withoutProgram = lacks('ruby');
  test('Ruby: plain, with a file and with a store of authorities', {
    skip: withoutProgram,
  }, async () => {
    const own = write('own.pem', (await import('node:tls')).rootCertificates.join('\n'));
    const ran = await led(['ruby', write('shop.rb', RUBY_SHOP), own]);
    assert.deepEqual(without(ran.out), ['Net::HTTP 200', 'file 200', 'store 200'], ran.wrong);
  });
}

const PHP_SHOP = `<?php
$asked = curl_init('https://api.razorpay.com/v1/orders');
curl_setopt($asked, CURLOPT_RETURNTRANSFER, true);
curl_setopt($asked, CURLOPT_USERPWD, getenv('DUBASH_KEY') . ':' . getenv('DUBASH_SECRET'));
curl_exec($asked);
echo 'curl ', curl_getinfo($asked, CURLINFO_RESPONSE_CODE), ' ', curl_error($asked), "\\n";
`;

/** PHP may be there without its curl. */
function lacksPhp(): string | false {
  const { error, stdout } = spawnSync('php', ['-m'], { encoding: 'utf8' });
  return (error !== undefined || !/^curl$/m.test(stdout)) && 'no php with curl on this machine';
}

{
  const withoutProgram = lacksPhp();
  test('PHP: its curl', { skip: withoutProgram }, async () => {
    const ran = await led(['php', write('shop.php', PHP_SHOP)]);
    assert.equal(ran.out.trim(), 'curl 200', ran.wrong);
  });
}

{
  const withoutProgram = lacks('curl');
  test('curl, and another host offline', { skip: withoutProgram }, async () => {
    const asked = 'curl -s -o /dev/null -w "%{http_code} " -u "$DUBASH_KEY:$DUBASH_SECRET"';
    const line = `${asked} https://api.razorpay.com/v1/orders
      curl -s https://shop.example; echo $?`;
    const ran = await led(['sh', '-c', line]);
    // 56: the proxy refused, nothing was looked up.
    assert.equal(ran.out.trim(), '200 56', ran.wrong);
  });
}
