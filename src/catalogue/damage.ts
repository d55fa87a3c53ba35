/** True for SQLITE_CORRUPT and SQLITE_NOTADB, also where a later query meets them. */
export function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: unknown } | null | undefined)?.errcode;
  return typeof code === 'number' && [11, 26].includes(code & 0xff);
}
