import { createPreviewer } from '../preview/previewer.ts';
import type { Preview, PreviewTask } from '../preview/types.ts';
import type { Hub } from './hub.ts';
import type { PoolCommons } from './scanning.ts';

/** What the screen looks at: one task at a time, the newest. */
export interface Previewing {
  look(task: PreviewTask | undefined): void;
  close(): Promise<void>;
}

/** What is shown stays so long, so that nothing flickers while a list is gone through; then a person is told of the wait. */
const unseenMs = 250;

export function createPreviewing(hub: Hub, { onStatus, onLine }: PoolCommons): Previewing {
  const previewer = createPreviewer({ ...(onStatus && { onStatus }), ...(onLine && { onLine }) });
  const publish = (preview: Preview | undefined) => hub.publish({ kind: 'preview', preview });
  let current: AbortController | undefined;
  let waiting: NodeJS.Timeout | undefined;

  const cancel = (): void => {
    current?.abort();
    clearTimeout(waiting);
  };
  return {
    look(task) {
      cancel();
      if (task === undefined) return publish(undefined);
      current = new AbortController();
      let newest = unknown(task);
      let told = false;
      const tell = (): void => {
        clearTimeout(waiting);
        told = true;
        publish(newest);
      };
      waiting = setTimeout(tell, unseenMs);
      const onPreview = (preview: Preview): void => {
        newest = preview;
        if (told || preview.failure !== undefined || !preview.files.includes(undefined)) tell();
      };
      void previewer.look(task, onPreview, current.signal);
    },
    async close() {
      cancel();
      await previewer.close();
    },
  };
}

function unknown(task: PreviewTask): Preview {
  return { task, files: task.files.map(() => undefined), compared: 0, comparison: undefined, failure: undefined };
}
