import { readlinkSync } from 'node:fs';
import { type BytePath, fromBytes, fromText, joinPath } from '../base/byte-path.ts';

/** The current folder as bytes, where the kernel tells it. */
function currentFolder(): BytePath {
  try {
    return fromBytes(readlinkSync('/proc/self/cwd', { encoding: 'buffer' }));
  } catch {
    return fromText(process.cwd());
  }
}

/** The journal outlives the current folder. `..` stays: behind a link only the kernel knows where it leads. */
export function absolute(path: BytePath): BytePath {
  return path.startsWith('/') ? path : joinPath(currentFolder(), path.replace(/^(?:\.\/+)+/, ''));
}
