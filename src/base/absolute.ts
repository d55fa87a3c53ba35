import { readlinkSync } from 'node:fs';
import { type BytePath, fromBytes, fromText, joinPath } from './byte-path.ts';

let current: { readonly text: string; readonly path: BytePath } | undefined;

/** The current folder as bytes, where the kernel tells it; asked once a folder, not once a file. */
function currentFolder(): BytePath {
  const text = process.cwd();
  if (current?.text !== text) current = { text, path: askedFolder(text) };
  return current.path;
}

function askedFolder(text: string): BytePath {
  try {
    return fromBytes(readlinkSync('/proc/self/cwd', { encoding: 'buffer' }));
  } catch {
    return fromText(text);
  }
}

/** Journal and catalogue outlive the current folder. `..` stays: behind a link only the kernel knows where it leads. */
export function absolute(path: BytePath): BytePath {
  return path.startsWith('/') ? path : joinPath(currentFolder(), path.replace(/^(?:\.\/+)+/, ''));
}
