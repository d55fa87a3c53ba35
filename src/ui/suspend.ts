import { setTimeout as delay } from 'node:timers/promises';

/**
 * Stops this process and those in its group, as Ctrl-Z does in a program that does not read it, and resolves when it
 * goes on. A group without a shell to continue it is not stopped by the kernel (orphaned process group, POSIX.1-2024
 * 3.242): then this resolves at once.
 */
export async function stopUntilContinued(): Promise<void> {
  process.kill(0, 'SIGTSTP');
  // The stop reaches the process some instant later; what follows runs after it was continued.
  await delay(50);
}

/**
 * A stopped process is told nothing of a window that changes its size, and Node asks for the size only then: asks now,
 * which ends in `resize` events where it is another.
 */
export function askSize(): void {
  process.emit('SIGWINCH', 'SIGWINCH');
}
