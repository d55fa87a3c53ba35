/** forkful info: the system, the runtime, forkful's folders, and what is supported here. */
import { formatBytes, plural } from '../../base/quantities.ts';
import { makeVisible } from '../../base/visible.ts';
import { describeMachine, type MachineDescription } from '../../system/description.ts';
import { exitCodes } from '../exit-codes.ts';
import { pairLines } from '../formats/columns.ts';
import type { Run } from '../invocation.ts';
import { version } from '../version.ts';
import { memoryJson } from './memory.ts';

export const run: Run = async ({ options, output }) => {
  const machine = await describeMachine();
  const colours = output.colour ? 2 ** process.stdout.getColorDepth() : 0;
  if (options.flag('json')) {
    const { memory, supported } = machine;
    const report = { forkful: version, ...machine, memory: memoryJson(memory), supported: { ...supported, colours } };
    output.result(`${JSON.stringify(report)}\n`);
  } else {
    output.result(`${infoLines(machine, colours).join('\n')}\n`);
  }
  return exitCodes.done;
};

function infoLines(machine: MachineDescription, colours: number): string[] {
  const { system, cpu, load, memory, runtime, folders, supported } = machine;
  const { fileSystem } = supported;
  const sections: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    system: [
      ['name', system.name],
      ['kernel', `${system.kernel} ${system.architecture}`],
      ['host', system.host],
      ['processor', `${cpu.model}, ${plural(cpu.cores, 'core')}`],
      ['load', load.map((value) => value.toFixed(2)).join('  ')],
      ['memory', `${formatBytes(memory.available)} available of ${formatBytes(memory.total)}`],
    ],
    runtime: [
      ['forkful', version],
      ['node', `${runtime.node} (V8 ${runtime.v8})`],
      ['executable', runtime.executable],
    ],
    folders: Object.entries(folders),
    supported: [
      ['/proc', yesNo(supported.proc, 'no: systeminformation serves instead')],
      ['pressure (PSI)', yesNo(supported.pressure)],
      ['cgroups', supported.cgroup.map((number) => `v${number}`).join(' and ') || 'no'],
      ['file system', `${fileSystem.name ?? 'of unknown kind'} (current folder)`],
      ['reflink', reflinkWords[fileSystem.reflink ?? 'unknown']],
      [
        'extended attributes',
        fileSystem.extendedAttributes === undefined ? 'unknown' : yesNo(fileSystem.extendedAttributes),
      ],
      ['colours', colours === 0 ? 'none on this output' : colours > 256 ? 'all' : String(colours)],
    ],
  };
  const names = Object.values(sections).flatMap((pairs) => pairs.map(([name]) => name.length));
  const widest = Math.max(...names);
  return Object.entries(sections).flatMap(([title, pairs], at) => [
    ...(at === 0 ? [] : ['']),
    title,
    ...pairLines(
      pairs.map(([name, value]) => [name.padEnd(widest), makeVisible(value)] as const),
      '  ',
    ),
  ]);
}

const reflinkWords = {
  yes: 'yes',
  no: 'no',
  maybe: 'perhaps: it depends on how the file system was made',
  unknown: 'unknown',
} as const;

function yesNo(is: boolean, otherwise = 'no'): string {
  return is ? 'yes' : otherwise;
}
