type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** A number of a column at a place that the caller knows to exist. */
export function at(column: Column, place: number): number {
  return column[place] as number;
}
