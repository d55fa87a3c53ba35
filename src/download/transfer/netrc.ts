import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Login {
  readonly login: string;
  readonly password: string;
}

/** @param named by itself: `default` does not do */
export type Netrc = (host: string, named?: boolean) => Login | undefined;

/** `$NETRC`, or `~/.netrc`; a file that is missing or cannot be read knows nobody. */
export function readNetrc(env: Readonly<Record<string, string | undefined>>): Netrc {
  let text: string;
  try {
    text = readFileSync(env.NETRC ?? join(env.HOME ?? homedir(), '.netrc'), 'utf8');
  } catch {
    return () => undefined;
  }
  return parseNetrc(text);
}

/** The format of ftp(1): `machine HOST login NAME password SECRET`, `default …`; macros end at an empty line. */
export function parseNetrc(text: string): Netrc {
  const machines = new Map<string, Partial<Login>>();
  let fallback: Partial<Login> | undefined;
  let current: { login?: string; password?: string } | undefined;
  const withoutMacros = text.replace(/^\s*macdef[\s\S]*?(?:\n\s*\n|$(?![\s\S]))/gm, '').replace(/^\s*#.*$/gm, '');
  const words = withoutMacros.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === 'default') {
      current = {};
      fallback ??= current;
      continue;
    }
    const value = unquoted(words[at + 1] ?? '');
    if (word === 'machine') {
      current = {};
      if (!machines.has(value.toLowerCase())) machines.set(value.toLowerCase(), current);
    } else if (word === 'login' || word === 'password') {
      if (current !== undefined) current[word] = value;
    } else if (word !== 'account') continue;
    at += 1;
  }
  return (host, named = false) => {
    const entry = machines.get(host.toLowerCase()) ?? (named ? undefined : fallback);
    return entry?.login === undefined ? undefined : { login: entry.login, password: entry.password ?? '' };
  };
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word;
}
