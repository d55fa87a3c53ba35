import type { Job } from '../orchestrator/types.ts';
import { compare } from './compare.ts';
import { lookAt } from './look.ts';
import type { PreviewEvent, PreviewResult, PreviewTask } from './types.ts';

/** Progress of a comparison is told this often at most. */
const tellMs = 200;

/** Looks at the files side by side, tells each as it is known, then compares them. */
export const previewJob: Job<PreviewTask, PreviewEvent, PreviewResult> = {
  async run({ files, room }, { emit, signal }) {
    await Promise.all(files.map(async (path, index) => emit({ kind: 'file', index, file: await lookAt(path, room) })));
    const [first, second] = files;
    if (second === undefined) return undefined;
    let toldAt = 0;
    const onProgress = (bytes: number): void => {
      if (performance.now() - toldAt < tellMs) return;
      toldAt = performance.now();
      emit({ kind: 'compared', bytes });
    };
    return compare([first, second], { signal, onProgress });
  },
};
