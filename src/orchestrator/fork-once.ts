/** One child that only says who it is, and ends: proof that this machine can start another process now. */
import { execFile } from 'node:child_process';
import { reasonOf } from '../base/errors.ts';
import { childEnvironment } from './environment.ts';

export type ForkOutcome =
  | {
      readonly kind: 'forked';
      readonly parent: number;
      readonly child: number;
      /** Whom the child found to be its parent. */
      readonly parentOfChild: number;
    }
  /** EAGAIN at a limit of processes, ENOMEM, ENOENT; in words. Nothing is left behind. */
  | { readonly kind: 'failed'; readonly reason: string };

/** @param program what runs; another than this node only in tests */
export function forkOnce(program: string = process.execPath): Promise<ForkOutcome> {
  const code = 'process.pid + " " + process.ppid';
  return new Promise((resolve) => {
    const failed = (error: unknown): void => resolve({ kind: 'failed', reason: reasonOf(error) });
    try {
      execFile(program, ['-p', code], { env: childEnvironment('report-1'), timeout: 30_000 }, (error, said) => {
        if (error !== null) return failed(error);
        const [child = 0, parentOfChild = 0] = said.split(' ').map(Number);
        resolve({ kind: 'forked', parent: process.pid, child, parentOfChild });
      });
    } catch (error) {
      failed(error);
    }
  });
}
