import { stateWords } from '../../src/duplicates/calls/file-state.ts';
import { FileTable } from '../../src/duplicates/file-table.ts';
import { rowFlags } from '../../src/duplicates/tasks.ts';

export interface KnownFile {
  readonly ino?: number;
  readonly size: number;
  readonly digest: readonly number[];
  /** It was read in the visit that found it. */
  readonly read: boolean;
}

/** A table of files in one folder, as a walk would have filled it. */
export function tableOf(files: readonly KnownFile[]): FileTable {
  const table = new FileTable(16);
  const folder = { path: '/', folderDev: 1n, folderIno: 2n, root: 0, dev: 1n, files: files.length };
  const states = new Uint32Array(files.length * stateWords);
  const numbers = new Float64Array(states.buffer);
  for (const [index, { ino = index + 1, size }] of files.entries()) {
    states[index * stateWords] = ino;
    numbers[index * 4 + 1] = size;
  }
  table.append(
    {
      kind: 'walk',
      slices: [folder],
      states,
      flags: Uint8Array.from(files, ({ read }) => (read ? rowFlags.read : 0)),
      names: new Uint8Array(files.length * 2).map((_, place) => (place % 2 === 0 ? 97 : 0)),
      nameEnd: Uint32Array.from(files, (_, index) => index * 2 + 1),
      digests: new Uint8Array(Uint32Array.from(files.flatMap(({ digest }) => digest)).buffer),
      unfinished: [],
      bytes: 0,
      faults: [],
    },
    () => false,
    () => {},
  );
  return table;
}
