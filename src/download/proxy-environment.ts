import { UsageError } from '../base/errors.ts';

export interface ProxyUrls {
  readonly http: string | undefined;
  readonly https: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'socks5:', 'socks:']);

/**
 * The proxies of HTTP_PROXY and HTTPS_PROXY, in capitals or not, as curl(1) takes them: a host and a port will do.
 *
 * @throws UsageError that names the variable; not its value, which may hold a password
 */
export function proxiesOf(env: Environment): ProxyUrls {
  return { http: proxyOf(env, 'http_proxy'), https: proxyOf(env, 'https_proxy') };
}

function proxyOf(env: Environment, name: string): string | undefined {
  const capitals = name.toUpperCase();
  const used = env[name] === undefined ? capitals : name;
  const value = env[used]?.trim();
  if (value === undefined || value === '') return undefined;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (url === null || !schemes.has(url.protocol) || url.hostname === '') {
    throw new UsageError(`the environment variable ${used} is no proxy; write http://host:port`);
  }
  return url.href;
}
