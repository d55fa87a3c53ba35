import { errorCode, Failure, reasonOf, UsageError } from '../base/errors.ts';
import type { LogLevel } from '../store/events.ts';

type Say = (level: LogLevel, source: string, text: string) => void;

/**
 * What a key leads to may fail: a folder is in other hands, the catalogue is locked, a disk is full. That is told with the
 * reason, and everything else goes on; of a fault of ours all that is known goes to the log.
 */
export function unharmed(say: Say) {
  return <Args extends readonly unknown[], Result>(
    source: string,
    act: (...args: Args) => Result,
  ): ((...args: Args) => Result | false) =>
    (...args) => {
      try {
        return act(...args);
      } catch (error) {
        const foreseen = error instanceof Failure || error instanceof UsageError || errorCode(error) !== 'UNKNOWN';
        const stack = foreseen || !(error instanceof Error) ? [] : (error.stack ?? '').split('\n').slice(1);
        for (const line of stack) say('info', source, line.trim());
        for (const line of reasonOf(error).split('\n')) say('error', source, line);
        return false;
      }
    };
}
