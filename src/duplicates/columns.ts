/**
 * A number of a column at a place that the caller knows to exist. One function for each kind of column: V8 keeps what it
 * learns of a function in one place for all callers, and one that had met every kind would look each time anew.
 */
export function wordAt(column: Uint32Array, place: number): number {
  return column[place] as number;
}

export function byteAt(column: Uint8Array, place: number): number {
  return column[place] as number;
}

export function doubleAt(column: Float64Array, place: number): number {
  return column[place] as number;
}

export function intAt(column: Int32Array, place: number): number {
  return column[place] as number;
}

export function digitAt(column: Uint16Array, place: number): number {
  return column[place] as number;
}
