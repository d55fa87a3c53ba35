/**
 * What a person is told when something cannot be done: which file, URL or flag, what happened, and what to do. The exit
 * codes of the command line stand in cli/exit-codes.ts.
 */

/** Wrong use: nothing was started. Ends a command with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A failure that was foreseen and needs no stack trace: its message is all there is to say. Exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** The code of a system error (`ENOENT`, …), or `UNKNOWN`. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

const systemErrors: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'not a folder',
  EISDIR: 'is a folder',
  EEXIST: 'exists already',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'disk quota exceeded',
  EROFS: 'the file system is read-only',
  EXDEV: 'on another file system',
  EMFILE: 'too many open files (raise ulimit -n)',
  ENFILE: 'too many open files on this system',
  ELOOP: 'too many symbolic links, or a link where none is followed',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the device failed to read or write',
  EFBIG: 'larger than a file may be here (ulimit -f)',
  EAGAIN: 'no more processes can be started now (raise ulimit -u)',
  ENOMEM: 'out of memory',
  ETXTBSY: 'the file is being executed',
  EBUSY: 'busy',
  ENOTEMPTY: 'the folder is not empty',
};

/** The reason in words, without the path and the name of the system call. */
export function reasonOf(error: unknown): string {
  const words = systemErrors[errorCode(error)];
  if (words !== undefined) return words;
  return error instanceof Error ? error.message : String(error);
}

/** For the end of an exhaustive match: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
