/** The C library of this process, for the system calls that node lacks. One binding, loaded at the first call (some 4 ms). */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

type Koffi = typeof import('koffi');

export interface CLibrary {
  readonly koffi: Koffi;
  readonly library: ReturnType<Koffi['load']>;
}

let loaded: { readonly c: CLibrary | undefined } | undefined;

/** undefined elsewhere than on 64-bit little-endian Linux, and where the binding cannot load. */
export function cLibrary(): CLibrary | undefined {
  loaded ??= { c: load() };
  return loaded.c;
}

function load(): CLibrary | undefined {
  if (process.platform !== 'linux' || !['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch)) return undefined;
  try {
    const koffi = loadKoffi(createRequire(import.meta.url));
    return { koffi, library: koffi.load(null) };
  } catch {
    return undefined;
  }
}

/**
 * The binding without the scripts of its package around it: their search for the right binary, and a layer for what is
 * deprecated, take two thirds of the time until the first call. Where it does not lie where the package has it on most
 * machines, they search.
 */
function loadKoffi(require: NodeJS.Require): Koffi {
  const { platform, arch } = process;
  try {
    if (!usesMusl()) return require(`@koromix/koffi-${platform}-${arch}/${platform}_${arch}/koffi.node`);
  } catch {
    // Packages are laid out otherwise here.
  }
  return require('koffi');
}

/** The loader of musl is mapped into whatever runs on it; binaries for the GNU C library must not even be tried there. */
function usesMusl(): boolean {
  return readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-');
}
