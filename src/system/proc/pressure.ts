/**
 * Pressure stall information (Documentation/accounting/psi.rst): the share of time in which some task waited for a
 * resource.
 * @returns percent, averaged over 10 s; undefined where the kernel does not tell
 */
export function parsePressure(text: string): number | undefined {
  const average = /^some avg10=(\d+(?:\.\d+)?)/m.exec(text)?.[1];
  return average === undefined ? undefined : Number(average);
}
