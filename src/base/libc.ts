/**
 * The system calls that node lacks, from the C library, on 64-bit Linux. Elsewhere, or where the binding cannot load,
 * {@link libc} is undefined: callers then say what is not supported, or take the longer way that needs none of it.
 */
import { getSystemErrorName } from 'node:util';
import { type CLibrary, cLibrary } from './c-library.ts';

export type FsPath = string | Buffer;

export interface Libc {
  /** renameat2(2): with `noReplace`, EEXIST where `to` is taken; with `exchange`, the two names change places at once. */
  rename(from: FsPath, to: FsPath, mode: 'noReplace' | 'exchange'): void;
  /** linkat(2) of an open file that still has a name somewhere: another name for it. */
  linkDescriptor(fd: number, to: FsPath): void;
  /** ioctl_ficlone(2): the file shares all of the other's bytes; EOPNOTSUPP, EXDEV and the like where it cannot. */
  clone(fd: number, from: number): void;
  /** Names of extended attributes, ACLs among them (`system.posix_acl_access`); of the link itself, were it one. */
  attributeNames(path: FsPath): readonly string[];
  /** The same of a name in an open folder. Undefined where the kernel is older than listxattrat(2), which is of Linux 6.13. */
  attributeNamesIn(folder: number, name: FsPath): readonly string[] | undefined;
  attribute(path: FsPath, name: string): Buffer;
  setAttribute(fd: number, name: string, value: Buffer): void;
  removeAttribute(fd: number, name: string): void;
  /** futimens(3), to the nanosecond. */
  setTimes(fd: number, atimeNs: bigint, mtimeNs: bigint): void;
  /** chattr(1) `i` or `a`: what makes a file refuse every rename and unlink. */
  isImmutable(fd: number): boolean;
  /**
   * fcntl(2) F_SETLEASE: while the descriptor is open, whoever opens the file for writing waits (or gets EWOULDBLOCK).
   * Throws EAGAIN where somebody has it open for writing now.
   */
  leaseAgainstWriters(fd: number): void;
  /** flock(2), exclusive, without waiting: EWOULDBLOCK (EAGAIN) where another has it. Gone with the descriptor. */
  lock(fd: number): void;
  /** syncfs(2): all of the file system that the descriptor is on, when it returns. */
  syncFileSystem(fd: number): void;
  /** setrlimit(2) RLIMIT_DATA of this process: bytes of writable private memory, beyond which none is given. */
  limitData(bytes: number): void;
}

let loaded: { readonly libc: Libc | undefined } | undefined;

/** Loaded at the first call. */
export function libc(): Libc | undefined {
  loaded ??= { libc: load() };
  return loaded.libc;
}

function load(): Libc | undefined {
  const c = cLibrary();
  try {
    return c && bind(c);
  } catch {
    return undefined;
  }
}

const atCwd = -100;
const atSymlinkFollow = 0x400;
const atSymlinkNoFollow = 0x100;
const renameFlags = { noReplace: 1, exchange: 2 } as const;
const getFlags = 0x80086601n; // FS_IOC_GETFLAGS
const cloneFile = 0x40049409n; // FICLONE
const immutableOrAppendOnly = 0x10 | 0x20;
const fSetLease = 1024;
const fSetSignal = 10;
const fReadLock = 0;
// Its default action is to be ignored; SIGIO, which a broken lease sends otherwise, would end the process.
const sigUrg = 23;

/** System calls that the C library has no function for yet; newer ones have the same number on every architecture. */
const callNumbers = { listxattrat: 465 } as const;
const unknownCall = 38; // ENOSYS
const forbiddenCall = 1; // EPERM: what sandboxes say of calls that they do not know

const rlimitData = 2;

const exclusive = 2;
const withoutWaiting = 4;

function bind({ koffi, library }: CLibrary): Libc {
  const renameat2 = library.func('int renameat2(int, const uint8_t *, int, const uint8_t *, unsigned int)');
  const linkat = library.func('int linkat(int, const uint8_t *, int, const uint8_t *, int)');
  const llistxattr = library.func('long llistxattr(const uint8_t *, uint8_t *, size_t)');
  const listxattrat = library.func('long syscall(long, int, const uint8_t *, unsigned int, uint8_t *, size_t)');
  const lgetxattr = library.func('long lgetxattr(const uint8_t *, const uint8_t *, uint8_t *, size_t)');
  const fsetxattr = library.func('int fsetxattr(int, const uint8_t *, const uint8_t *, size_t, int)');
  const fremovexattr = library.func('int fremovexattr(int, const uint8_t *)');
  const futimens = library.func('int futimens(int, const uint8_t *)');
  const ioctl = library.func('int ioctl(int, unsigned long, ...)');
  // With one argument of the type that is meant: calls with any number of them take koffi longer than the kernel.
  const fcntl = library.func('int fcntl(int, int, int)');

  const flock = library.func('int flock(int, int)');
  const syncfs = library.func('int syncfs(int)');
  const setrlimit = library.func('int setrlimit(int, const uint8_t *)');

  const check = (call: string, result: unknown): number => {
    if (typeof result === 'number' && result >= 0) return result;
    const code = getSystemErrorName(-koffi.errno());
    throw Object.assign(new Error(`${code}, ${call}`), { code });
  };
  const listBuffer = Buffer.alloc(1 << 16); // XATTR_LIST_MAX
  const valueBuffer = Buffer.alloc(1 << 16); // XATTR_SIZE_MAX

  const listed = (length: number) => (length === 0 ? [] : listBuffer.toString('latin1', 0, length - 1).split('\0'));
  let canListIn = true;

  return {
    rename(from, to, mode) {
      check('renameat2', renameat2(atCwd, cString(from), atCwd, cString(to), renameFlags[mode]));
    },
    linkDescriptor(fd, to) {
      check('linkat', linkat(atCwd, cString(`/proc/self/fd/${fd}`), atCwd, cString(to), atSymlinkFollow));
    },
    clone(fd, from) {
      check('ioctl', ioctl(fd, cloneFile, 'int', from));
    },
    attributeNames(path) {
      return listed(check('llistxattr', llistxattr(cString(path), listBuffer, listBuffer.length)));
    },
    attributeNamesIn(folder, name) {
      if (!canListIn) return undefined;
      const { length } = listBuffer;
      const result: number = listxattrat(
        callNumbers.listxattrat,
        folder,
        cString(name, 'latin1'),
        atSymlinkNoFollow,
        listBuffer,
        length,
      );
      canListIn = result >= 0 || ![unknownCall, forbiddenCall].includes(koffi.errno());
      return canListIn ? listed(check('listxattrat', result)) : undefined;
    },
    attribute(path, name) {
      const length = check(
        'lgetxattr',
        lgetxattr(cString(path), cString(name, 'latin1'), valueBuffer, valueBuffer.length),
      );
      return Buffer.from(valueBuffer.subarray(0, length));
    },
    setAttribute(fd, name, value) {
      check('fsetxattr', fsetxattr(fd, cString(name, 'latin1'), value, value.length, 0));
    },
    removeAttribute(fd, name) {
      check('fremovexattr', fremovexattr(fd, cString(name, 'latin1')));
    },
    setTimes(fd, atimeNs, mtimeNs) {
      const times = new BigInt64Array([...timespec(atimeNs), ...timespec(mtimeNs)]);
      check('futimens', futimens(fd, Buffer.from(times.buffer)));
    },
    isImmutable(fd) {
      const flags = Buffer.alloc(8);
      return ioctl(fd, getFlags, 'uint8_t *', flags) === 0 && (flags.readUInt32LE() & immutableOrAppendOnly) !== 0;
    },
    leaseAgainstWriters(fd) {
      check('fcntl', fcntl(fd, fSetSignal, sigUrg));
      check('fcntl', fcntl(fd, fSetLease, fReadLock));
    },
    lock(fd) {
      check('flock', flock(fd, exclusive | withoutWaiting));
    },
    syncFileSystem(fd) {
      check('syncfs', syncfs(fd));
    },
    limitData(bytes) {
      const limit = BigInt(bytes);
      check('setrlimit', setrlimit(rlimitData, Buffer.from(new BigUint64Array([limit, limit]).buffer)));
    },
  };
}

function cString(text: FsPath, encoding: 'utf8' | 'latin1' = 'utf8'): Buffer {
  return typeof text === 'string' ? Buffer.from(`${text}\0`, encoding) : Buffer.concat([text, Buffer.of(0)]);
}

const second = 1_000_000_000n;

/** Seconds rounded down, so that the nanoseconds are never negative before 1970 either. */
function timespec(ns: bigint): [bigint, bigint] {
  const rest = ((ns % second) + second) % second;
  return [(ns - rest) / second, rest];
}
