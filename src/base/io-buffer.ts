/** Two pages can be half a page apart at most. */
const halfPage = 2048;

/**
 * Memory to read files into. What malloc(3) gives for large requests begins 16 bytes behind the start of a page, and a file
 * lies in the page cache from the start of a page on: a processor that first looks at the lower 12 bits of addresses then
 * takes each load for one of a byte that it has just stored ("4K aliasing"), and copying takes three to five times as long.
 * Half a page further it does not.
 */
export function ioBuffer(bytes: number): Buffer {
  return Buffer.allocUnsafeSlow(halfPage + bytes).subarray(halfPage);
}
