import type { Agent as AgentType, Dispatcher } from 'undici';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { FetchSettings } from '../protocol.ts';
import { basic } from '../url.ts';
import { createConnector } from './connector.ts';
import { Lines } from './lines.ts';
import { type Netrc, readNetrc } from './netrc.ts';

/** The connections of one fetch child, and what it may say about who asks. */
export interface Network {
  /** For one request; to be given back when it is over. */
  lend(url: URL): Lent;
  /** From netrc, for exactly this host; the value of an Authorization header. */
  credentials(url: URL): string | undefined;
  close(): Promise<void>;
}

export interface Lent {
  readonly dispatcher: Dispatcher;
  giveBack(): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

const options: AgentType.Options = {
  maxHeaderSize: 64 * 1024,
  pipelining: 1,
  keepAliveTimeout: 10_000,
};

/**
 * Connections are kept and used again, one request at a time on each; HTTP/2 where the server offers it. Proxies come
 * from HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 * A further authority comes on top of the known ones: nothing turns the check of certificates off.
 */
export async function openNetwork(
  settings: Pick<FetchSettings, 'ca' | 'timeoutMs'>,
  env: Environment = process.env,
): Promise<Network> {
  const authorities = settings.ca === undefined ? {} : { ca: [...(await known()), settings.ca] };
  // Said outright: else NODE_TLS_REJECT_UNAUTHORIZED=0 would let every certificate pass.
  const connect = { timeout: settings.timeoutMs, rejectUnauthorized: true, ...authorities };
  const netrc = readNetrc(env);
  const credentials = (url: URL) => credentialsOf(netrc, url);
  if (proxied(env)) {
    const agent = (await import('./proxies.ts')).proxyAgent(options, connect);
    return { lend: () => shared(agent), credentials, close: () => agent.destroy() };
  }
  const connector = createConnector(connect);
  const agent = new Agent({ ...options, connect: connector });
  const lines = new Lines({ ...options, connect: connector });
  return {
    // Over TLS several requests may share a connection, should the server speak HTTP/2.
    lend: (url) => (url.protocol === 'http:' ? lines.lend(url.origin) : shared(agent)),
    credentials,
    async close() {
      await Promise.all([agent.destroy(), lines.close()]);
    },
  };
}

function shared(dispatcher: Dispatcher): Lent {
  return { dispatcher, giveBack() {} };
}

/** Loaded here: node:tls and its certificates are a third of a child's start, and http: needs neither. */
async function known(): Promise<readonly string[]> {
  return (await import('node:tls')).rootCertificates;
}

/** Looked at here: what a proxy takes is loaded only where there is one. */
function proxied(env: Environment): boolean {
  return ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'].some((name) => env[name]);
}

function credentialsOf(netrc: Netrc, url: URL): string | undefined {
  const entry = netrc(url.hostname);
  return entry === undefined ? undefined : basic(`${entry.login}:${entry.password}`);
}
