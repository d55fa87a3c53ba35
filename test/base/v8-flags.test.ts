import { setFlagsFromString } from 'node:v8';
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('node:v8', () => ({ setFlagsFromString: vi.fn() }));

const setting = { flag: '--no-turbofan', usual: '--turbofan' };
const said = () => vi.mocked(setFlagsFromString).mock.calls.map(([flag]) => flag);

describe('flags of V8', () => {
  let flags: typeof import('../../src/base/v8-flags.ts');

  beforeEach(async () => {
    vi.resetModules();
    vi.mocked(setFlagsFromString).mockClear();
    flags = await import('../../src/base/v8-flags.ts');
  });

  it('hold at once where no thread starts', () => {
    flags.setV8Flag(setting);
    expect(said()).toEqual(['--no-turbofan']);
  });

  it('give way to the defaults while threads start, until the last of them has', () => {
    flags.setV8Flag(setting);
    const first = flags.threadStarts();
    const second = flags.threadStarts();
    first();
    first();
    expect(said()).toEqual(['--no-turbofan', '--turbofan']);
    second();
    expect(said()).toEqual(['--no-turbofan', '--turbofan', '--no-turbofan']);
  });

  it('that are set while a thread starts hold when it has', () => {
    const started = flags.threadStarts();
    flags.setV8Flag(setting);
    expect(said()).toEqual([]);
    started();
    expect(said()).toEqual(['--no-turbofan']);
  });
});
