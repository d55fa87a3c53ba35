import { unreachable } from '../base/errors.ts';
import type { Job } from '../orchestrator/types.ts';
import { compareBlocks } from './compare-blocks.ts';
import { confirmFiles } from './confirm-files.ts';
import { readFiles } from './read-files.ts';
import type { HashResult, HashTask } from './tasks.ts';
import { walkFolders } from './walk-folders.ts';

/** What a hash worker can do: walk folders, read files, compare them, look at them again. The same under every engine. */
export const hashJob: Job<HashTask, never, HashResult> = {
  oneByOne: true,
  run(task) {
    switch (task.kind) {
      case 'walk':
        return walkFolders(task);
      case 'read':
        return readFiles(task);
      case 'compare':
        return compareBlocks(task);
      case 'confirm':
        return confirmFiles(task);
      default:
        return unreachable(task);
    }
  },
};
