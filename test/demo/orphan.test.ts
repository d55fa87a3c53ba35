import { expect, test } from 'vitest';
import { startOrphan } from '../../src/demo/orphan.ts';
import { keyOf } from '../../src/system/process-identity.ts';
import { readProcessStat } from '../../src/system/process-stat.ts';
import { waitFor } from '../support/processes.ts';

test.skipIf(process.platform !== 'linux')(
  'the orphan loses its parent while we look, and is ended with the demo',
  async () => {
    const orphan = startOrphan();
    const { pid = 0 } = (await orphan.process) ?? {};
    const parent = readProcessStat(pid)?.ppid;
    expect(readProcessStat(parent ?? 0)?.ppid).toBe(process.pid);
    await waitFor(() => (readProcessStat(pid)?.ppid === parent ? undefined : true));
    expect(readProcessStat(pid)?.state).toBe('S');
    await orphan.close();
    await waitFor(() => (keyOf(pid) === undefined || readProcessStat(pid)?.state === 'Z' ? true : undefined));
  },
);

test.skipIf(process.platform !== 'linux')('closed at once it leaves nothing', async () => {
  const orphan = startOrphan();
  const closed = orphan.close();
  const { pid = 0 } = (await orphan.process) ?? {};
  await closed;
  await waitFor(() => (keyOf(pid) === undefined || readProcessStat(pid)?.state === 'Z' ? true : undefined));
});
