import { UsageError } from '../../base/errors.ts';
import { type KnownContent, knownContents } from '../../catalogue/export.ts';
import { openCatalogue } from '../../catalogue/open.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Run } from '../invocation.ts';
import type { Output } from '../output.ts';

const rowsPerGroup = 100_000;

export const run: Run = async ({ options, output }) => {
  const format = options.choice('format', ['jsonl', 'parquet'] as const) ?? 'jsonl';
  if (format === 'parquet' && output.stdoutIsTerminal) {
    throw new UsageError(
      '--format parquet writes binary data: send it to a file, forkful export --format parquet > known.parquet',
    );
  }
  const database = openCatalogue({ onNotice: (text) => output.error(`forkful: ${text}`) });
  try {
    const rows = knownContents(database);
    if (format === 'jsonl') for (const row of rows) output.result(`${JSON.stringify(row)}\n`);
    else await writeParquet([...rows], output);
    return exitCodes.done;
  } finally {
    database.close();
  }
};

function arrivalOf({ arrivedAt }: KnownContent): Date | null {
  return arrivedAt === null ? null : new Date(arrivedAt);
}

/** The columns are those of the JSON rows, with their types (https://parquet.apache.org/docs/file-format/). */
async function writeParquet(rows: readonly KnownContent[], output: Output): Promise<void> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'source', type: 'STRING', data: rows.map((row) => row.source) },
      { name: 'path', type: 'STRING', data: rows.map((row) => row.path) },
      { name: 'pathBase64', type: 'STRING', data: rows.map((row) => row.pathBase64), nullable: true },
      { name: 'bytes', type: 'INT64', data: rows.map((row) => BigInt(row.bytes)) },
      { name: 'hash', type: 'STRING', data: rows.map((row) => row.hash) },
      { name: 'algorithm', type: 'STRING', data: rows.map((row) => row.algorithm) },
      { name: 'finalUrl', type: 'STRING', data: rows.map((row) => row.finalUrl), nullable: true },
      { name: 'etag', type: 'STRING', data: rows.map((row) => row.etag), nullable: true },
      { name: 'lastModified', type: 'STRING', data: rows.map((row) => row.lastModified), nullable: true },
      { name: 'arrivedAt', type: 'TIMESTAMP', data: rows.map(arrivalOf), nullable: true },
    ],
    rowGroupSize: rowsPerGroup,
  });
  output.result(new Uint8Array(buffer));
}
