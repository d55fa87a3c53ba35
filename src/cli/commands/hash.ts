import { type BytePath, toBytes, toText } from '../../base/byte-path.ts';
import { reasonOf } from '../../base/errors.ts';
import { hashFile } from '../../duplicates/hash-file.ts';
import { algorithmNames } from '../../duplicates/types.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openHeadlessGate } from '../headless-gate.ts';
import type { Run } from '../invocation.ts';

export const run: Run = async (invocation) => {
  const { operands, options, output, signal } = invocation;
  const algorithm = options.choice('algorithm', algorithmNames) ?? 'xxh3-128';
  let code: ExitCode = exitCodes.done;
  const gate = openHeadlessGate(invocation);
  const hashOf = async (path: BytePath): Promise<string | undefined> => {
    try {
      return await hashFile(path, algorithm, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      output.error(`forkful: ${toText(path)}: ${reasonOf(error)}`);
      code = exitCodes.failed;
      return undefined;
    }
  };
  try {
    for (const path of operands) {
      if (!gate.isOpen()) await gate.opened();
      if (signal.aborted) break;
      const hash = await hashOf(path);
      if (hash !== undefined) output.result(checksumLine(hash, path));
    }
  } finally {
    gate.close();
  }
  return code;
};

/** As sha256sum prints it: a name with a line break or a backslash is escaped, and the line begins with a backslash. */
function checksumLine(hash: string, path: BytePath): Uint8Array {
  const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };
  const escaped = path.replace(/[\\\n\r]/g, (character) => escapes[character] ?? character) as BytePath;
  return toBytes(`${escaped === path ? '' : '\\'}${hash}  ${escaped}\n` as BytePath);
}
