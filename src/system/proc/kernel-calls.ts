/** Two questions to the kernel that node cannot ask, each at a fraction of what reading a file of /proc costs. */
import { cLibrary } from '../../base/c-library.ts';

export interface KernelCalls {
  /**
   * clock_gettime(2) of the CPU clock of a process: nanoseconds that all of its threads, ended ones too, have run.
   * -1 where there is no such process.
   */
  processClock(pid: number): number;
  /** getdents64(2): fills the buffer with the next entries of an open folder. @returns bytes; 0 at the end */
  readFolder(fd: number, into: Buffer): number;
  /** The next read of the folder begins anew. */
  rewindFolder(fd: number): void;
}

let bound: { readonly calls: KernelCalls | undefined } | undefined;

/** undefined where the C library cannot be bound, or lacks one of them (getdents64 came with glibc 2.30). */
export function kernelCalls(): KernelCalls | undefined {
  bound ??= { calls: bind() };
  return bound.calls;
}

function bind(): KernelCalls | undefined {
  const c = cLibrary();
  if (c === undefined) return undefined;
  try {
    const clockGetTime = c.library.func('int clock_gettime(int, uint8_t *)');
    const getDirectoryEntries = c.library.func('long getdents64(int, uint8_t *, size_t)');
    const seek = c.library.func('long lseek(int, long, int)');
    const words = new Uint32Array(4); // struct timespec: two words of seconds, two of nanoseconds
    const time = Buffer.from(words.buffer);
    const calls: KernelCalls = {
      processClock(pid) {
        if (clockGetTime(clockOf(pid), time) !== 0) return -1;
        return ((words[1] ?? 0) * 2 ** 32 + (words[0] ?? 0)) * 1e9 + (words[2] ?? 0);
      },
      readFolder: (fd, into) => Number(getDirectoryEntries(fd, into, into.length)),
      rewindFolder: (fd) => void seek(fd, 0, 0),
    };
    return calls.processClock(process.pid) > 0 ? calls : undefined; // a sandbox may have no such clock
  } catch {
    return undefined;
  }
}

const scheduledTime = 2; // CPUCLOCK_SCHED, kernel/time/posix-timers.h: the time that the scheduler counted

/** clock_getcpuclockid(3) makes the same number, after a system call of its own. */
function clockOf(pid: number): number {
  return (~pid << 3) | scheduledTime;
}
