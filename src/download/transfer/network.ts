import type { Dispatcher } from 'undici';
import type { FetchSettings } from '../protocol.ts';
import { proxiesOf } from '../proxy-environment.ts';
import { basic } from '../url.ts';
import type { Channel, Line, LineListener, LineRequest } from './line.ts';
import { Lines, PlainChannel } from './lines.ts';
import { Load } from './load.ts';
import { type Netrc, readNetrc } from './netrc.ts';

/** The connections of one fetch child, and what it may say about who asks. */
export interface Network {
  /** For one request; to be given back when it is over. */
  lend(url: URL): Line | Promise<Line>;
  /** For requests that follow one another. @param parts all of them ask for parts of files */
  channel(parts: boolean): Channel;
  /**
   * From netrc; the value of an Authorization header.
   * @param first what was asked for, where redirects have led from there to `url`
   */
  credentials(url: URL, first: URL): string | undefined;
  close(): Promise<void>;
}

/** Where this thread is busier, the servers wait for it: of so many milliseconds. */
const [busyShare, lookMs] = [0.7, 50];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Connections are kept and used again, one request at a time on each: without TLS our own (http1/), else undici's, which
 * is loaded for the first of them; HTTP/2 where the server offers it. Proxies come from HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 * A further authority comes on top of the known ones: nothing turns the check of certificates off.
 */
export async function openNetwork(
  settings: Pick<FetchSettings, 'ca' | 'timeoutMs' | 'pipelining'>,
  env: Environment = process.env,
): Promise<Network> {
  const authorities = settings.ca === undefined ? {} : { ca: [...(await known()), settings.ca] };
  // Said outright: else NODE_TLS_REJECT_UNAUTHORIZED=0 would let every certificate pass.
  const connect = { timeout: settings.timeoutMs, rejectUnauthorized: true, ...authorities };
  const netrc = readNetrc(env);
  const credentials = (url: URL, first: URL) => credentialsOf(netrc, url, first);
  const proxies = proxiesOf(env);
  if (proxies.http !== undefined || proxies.https !== undefined) {
    const [{ proxyAgent }, undici] = await Promise.all([import('./proxies.ts'), import('./undici-line.ts')]);
    const agent = proxyAgent(undici.agentOptions, connect, proxies);
    const line = shared(agent, undici.sendOver);
    const lend = () => line;
    return {
      lend,
      channel: () => ({ lend, hasRoom: () => false, onRoom: undefined }),
      credentials,
      close: () => agent.destroy(),
    };
  }
  const load = new Load(busyShare, lookMs);
  const lines = new Lines(() => !settings.pipelining || load.isBusy(performance.now()));
  let secure: Promise<{ readonly agent: Dispatcher; readonly line: Line }> | undefined;
  const openSecure = async () => {
    const undici = await import('./undici-line.ts');
    const agent = undici.directAgent(connect);
    return { agent, line: shared(agent, undici.sendOver) };
  };
  // Over TLS several requests may share a connection, should the server speak HTTP/2.
  const lendSecure = () => {
    secure ??= openSecure();
    return secure.then(({ line }) => line);
  };
  return {
    lend: (url) => (url.protocol === 'http:' ? lines.lend(url.origin) : lendSecure()),
    channel: (parts) => new PlainChannel(lines, lendSecure, parts),
    credentials,
    async close() {
      lines.close();
      await (await secure)?.agent.destroy();
    },
  };
}

type SendOver = (dispatcher: Dispatcher, request: LineRequest, listener: LineListener) => void;

function shared(dispatcher: Dispatcher, send: SendOver): Line {
  return { send: (request, listener) => send(dispatcher, request, listener), giveBack() {} };
}

/** Loaded here: node:tls and its certificates are a third of a child's start, and http: needs neither. */
async function known(): Promise<readonly string[]> {
  return (await import('node:tls')).rootCertificates;
}

/**
 * Who asks for a URL means its origin. Where a redirect leads elsewhere, a login goes along only to a machine that netrc
 * names, to the usual port, and over no weaker scheme: the port may be anybody's there, and `default` stands for everybody.
 */
function credentialsOf(netrc: Netrc, url: URL, first: URL): string | undefined {
  const isOwn = url.origin === first.origin;
  if (!isOwn && (url.port !== '' || (url.protocol === 'http:' && first.protocol === 'https:'))) return undefined;
  const entry = netrc(url.hostname, !isOwn);
  return entry === undefined ? undefined : basic(`${entry.login}:${entry.password}`);
}
