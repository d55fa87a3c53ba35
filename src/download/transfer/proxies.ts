import type { Agent, buildConnector, Dispatcher as DispatcherType } from 'undici';
import connect from 'undici/lib/api/api-connect.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { ProxyUrls } from '../proxy-environment.ts';
import { createConnector, withHonestResets } from './connector.ts';

// A tunnel begins with a CONNECT; undici's index would give its dispatchers this method, and fifty others.
Object.assign(Dispatcher.prototype, { connect });

/** Connections through the proxies of HTTP_PROXY and HTTPS_PROXY, direct ones to what NO_PROXY names. */
export function proxyAgent(
  options: Agent.Options,
  tls: buildConnector.BuildOptions,
  { http, https }: ProxyUrls,
): DispatcherType {
  return new EnvHttpProxyAgent({
    ...options,
    // Empty: none, whatever the environment says.
    httpProxy: http ?? '',
    httpsProxy: https ?? '',
    connect: createConnector(tls),
    requestTls: tls,
    proxyTls: tls,
    factory: (origin: string | URL, { connect, ...more }: Pool.Options) =>
      new Pool(origin, { ...more, ...(typeof connect === 'function' ? { connect: withHonestResets(connect) } : {}) }),
  });
}
