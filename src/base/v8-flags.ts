/**
 * Flags of V8, which are those of the whole process. A thread that starts while one of them differs from its default
 * compiles node's own code anew, as the code cache that node brings along is for the defaults: it takes twice as long to
 * be there. So the defaults come back while a thread starts.
 */
import { setFlagsFromString } from 'node:v8';

interface Setting {
  readonly flag: string;
  /** The flag that says the default. */
  readonly usual: string;
}

const settings: Setting[] = [];
let startingThreads = 0;

/** At once, or when the threads that are starting now have started. */
export function setV8Flag(setting: Setting): void {
  settings.push(setting);
  if (startingThreads === 0) setFlagsFromString(setting.flag);
}

/**
 * To be called right before a thread starts.
 * @returns to be called when it has: more than once does no harm
 */
export function threadStarts(): () => void {
  if (startingThreads === 0) for (const { usual } of settings) setFlagsFromString(usual);
  startingThreads += 1;
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    startingThreads -= 1;
    if (startingThreads === 0) for (const { flag } of settings) setFlagsFromString(flag);
  };
}
