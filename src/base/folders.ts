/**
 * The folders that belong to forkful's user (XDG Base Directory Specification 0.8). A relative path in one of the
 * variables is invalid there and is ignored, as the specification asks.
 */
import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Catalogue and journal. `FORKFUL_STATE_DIR` may be relative to the current folder. */
export function stateFolder(env: Environment = process.env): string {
  const own = env.FORKFUL_STATE_DIR;
  return own !== undefined && own !== '' ? resolve(own) : join(xdg(env, 'XDG_STATE_HOME', '.local/state'), 'forkful');
}

/** Settings: `config.json`. */
export function configFolder(env: Environment = process.env): string {
  return join(xdg(env, 'XDG_CONFIG_HOME', '.config'), 'forkful');
}

/** What can be made again: previews. */
export function cacheFolder(env: Environment = process.env): string {
  return join(xdg(env, 'XDG_CACHE_HOME', '.cache'), 'forkful');
}

/** The home trash (Trash specification 1.0). */
export function homeTrashFolder(env: Environment = process.env): string {
  return join(xdg(env, 'XDG_DATA_HOME', '.local/share'), 'Trash');
}

function xdg(env: Environment, variable: string, fallback: string): string {
  const value = env[variable];
  return value !== undefined && isAbsolute(value) ? value : join(homeOf(env), fallback);
}

/** An empty HOME would put everything into the current folder: then the one of the user database counts. */
function homeOf(env: Environment): string {
  const known = [env.HOME, homedir(), homeOnRecord()];
  return known.find((home) => home !== undefined && isAbsolute(home)) ?? tmpdir();
}

function homeOnRecord(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    // A number without an entry, as in containers.
    return undefined;
  }
}
