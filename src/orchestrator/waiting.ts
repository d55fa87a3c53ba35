/** What a person is told while leaving takes a moment: `waiting for scan-1, remove-1 to end`. */
export function waitingWords(workers: readonly string[]): string {
  return workers.length === 0 ? 'every child has ended' : `waiting for ${workers.join(', ')} to end`;
}
