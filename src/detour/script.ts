// What leads a program here whose language asks no proxy, or brings authorities of its own: a file
// that its interpreter loads first. Each reads DUBASH_RUN_* and changes nothing for other hosts.

/**
 * Node, all versions: older ones ask no proxy, newer ones none for an agent of the program's own.
 * https, fetch and axios all connect by `tls.connect`.
 */
export const NODE_SCRIPT = String.raw`// Written by "dubash run": leads the gateways' hosts to it.
'use strict';
const fs = require('fs');
const tls = require('tls');

const { env } = process;
const { DUBASH_RUN_HOSTS, DUBASH_RUN_PORT, DUBASH_RUN_CA } = env;
const hosts = new Set((DUBASH_RUN_HOSTS || '').split(','));
const connect = tls.connect;

function lead(options) {
  const name = options.servername || options.host || options.hostname || '';
  if (!hosts.has(String(name).toLowerCase().replace(/\.$/, ''))) return options;
  const led = Object.assign({}, options);
  if (led.ca) led.ca = [].concat(led.ca, fs.readFileSync(DUBASH_RUN_CA, 'utf8'));
  if (led.socket || led.path || Number(led.port) !== 443) return led;
  delete led.localAddress;
  delete led.lookup;
  return Object.assign(led, { servername: name, host: '127.0.0.1', port: Number(DUBASH_RUN_PORT) });
}

tls.connect = function (...given) {
  if (DUBASH_RUN_PORT && typeof given[0] === 'object' && given[0] !== null) {
    given[0] = lead(given[0]);
  } else if (DUBASH_RUN_PORT && typeof given[1] === 'string') {
    const [port, host, options, heard] = given;
    const named = typeof options === 'object' ? options : {};
    return connect.call(tls, lead(Object.assign({}, named, { port, host })), heard || options);
  }
  return connect.apply(tls, given);
};
const { syncBuiltinESMExports } = require('module');
if (syncBuiltinESMExports) syncBuiltinESMExports();
`;

/**
 * Python: urllib3 by itself asks no proxy, and SDKs name files of authorities that they bring. A
 * sitecustomize of the machine's is run as well.
 */
export const PYTHON_SCRIPT = `"""Written by "dubash run": leads the gateways' hosts to it."""
import importlib.machinery
import importlib.util
import os
import sys


def lead(hosts, port, authority):
    import socket
    import ssl

    look_up = socket.getaddrinfo

    def getaddrinfo(host, service, *more, **named):
        name = host.decode() if isinstance(host, bytes) else host
        if isinstance(name, str) and name.lower().rstrip(".") in hosts:
            if str(service) in ("443", "https"):
                address = ("127.0.0.1", port)
                return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address)]
        return look_up(host, service, *more, **named)

    load = ssl.SSLContext.load_verify_locations
    load_standard = ssl.SSLContext.load_default_certs

    def load_verify_locations(self, cafile=None, capath=None, cadata=None):
        load(self, cafile, capath, cadata)
        load(self, cadata=authority)

    def load_default_certs(self, *purpose):
        load_standard(self, *purpose)
        load(self, cadata=authority)

    socket.getaddrinfo = getaddrinfo
    ssl.SSLContext.load_verify_locations = load_verify_locations
    ssl.SSLContext.load_default_certs = load_default_certs


def run_other():
    here = os.path.dirname(os.path.abspath(__file__))
    others = [each for each in sys.path if os.path.abspath(each or ".") != here]
    found = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if found is not None and found.loader is not None:
        found.loader.exec_module(importlib.util.module_from_spec(found))


if "DUBASH_RUN_PORT" in os.environ:
    with open(os.environ["DUBASH_RUN_CA"]) as file:
        known = file.read()
    lead(os.environ["DUBASH_RUN_HOSTS"].split(","), int(os.environ["DUBASH_RUN_PORT"]), known)
run_other()
`;

/**
 * Ruby: its own client asks the proxy of http for https too, and no other one; SDKs name a file of
 * authorities that they bring.
 */
export const RUBY_SCRIPT = `# Written by "dubash run": leads the gateways' hosts to it.
require 'socket'
require 'openssl'

module DubashRun
  HOSTS = ENV.fetch('DUBASH_RUN_HOSTS', '').split(',')

  def self.lead(host, port)
    name = host.to_s.downcase.chomp('.')
    known = HOSTS.include?(name) && %w[443 https].include?(port.to_s)
    known ? ['127.0.0.1', ENV['DUBASH_RUN_PORT'].to_i] : [host, port]
  end

  module Stream
    def tcp(host, port, *more, **named, &block)
      super(*DubashRun.lead(host, port), *more, **named, &block)
    end
  end

  module Plain
    def open(host, port = nil, *more, **named, &block)
      super(*DubashRun.lead(host, port), *more, **named, &block)
    end

    def new(host, port = nil, *more, **named, &block)
      super(*DubashRun.lead(host, port), *more, **named, &block)
    end
  end

  module Trust
    def ca_file=(file)
      super(file && ENV['SSL_CERT_FILE'])
    end

    def cert_store=(store)
      begin
        store&.add_file(ENV['DUBASH_RUN_CA'])
      rescue OpenSSL::X509::StoreError
        nil # it is in there already
      end
      super
    end
  end
end

if ENV['DUBASH_RUN_PORT']
  Socket.singleton_class.prepend(DubashRun::Stream)
  TCPSocket.singleton_class.prepend(DubashRun::Plain)
  OpenSSL::SSL::SSLContext.prepend(DubashRun::Trust)
end
`;

/** PHP's curl asks the proxy of the environment, and these settings for its authorities. */
export function writePhpSettings(bundle: string): string {
  return `curl.cainfo = "${bundle}"\nopenssl.cafile = "${bundle}"\n`;
}
