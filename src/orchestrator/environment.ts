/** What a forked child is told through its environment, and what marks it as ours to the sweep of a later start. */
import { getCompileCacheDir } from 'node:module';
import { keyOf } from '../system/process-identity.ts';
import type { ProcessKey } from '../system/types.ts';

/** `<pid>:<start time>` of the parent. */
export const runVariable = 'FORKFUL_RUN';
/** The child's name: `fetch-1`. */
export const roleVariable = 'FORKFUL_ROLE';

let self: ProcessKey | undefined;

/** For a child of this process under this name: `fetch-1`. */
export function childEnvironment(name: string): NodeJS.ProcessEnv {
  self ??= keyOf(process.pid) ?? { pid: process.pid, startTime: '?' };
  const compileCache = getCompileCacheDir();
  return {
    ...process.env,
    ...(compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache }),
    [runVariable]: formatRun(self),
    [roleVariable]: name,
  };
}

export function formatRun({ pid, startTime }: ProcessKey): string {
  return `${pid}:${startTime}`;
}

/** Undefined for what no forkful wrote. */
export function parseRun(text: string | undefined): ProcessKey | undefined {
  const match = text === undefined ? null : /^(\d+):(.+)$/.exec(text);
  const [, pid, startTime] = match ?? [];
  return pid === undefined || startTime === undefined ? undefined : { pid: Number(pid), startTime };
}
