import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addRange, covered, type Ranges } from '../../src/download/ranges.ts';
import { Division } from '../../src/download/transfer/division.ts';
import type { Piece } from '../../src/download/transfer/piece.ts';

const MB = 2 ** 20;

function divisionOf(total: number): Division {
  const division = new Division();
  division.begin(total);
  return division;
}

describe('pieces of a large file', () => {
  test('are asked for one behind the other while nobody knows whether the server gives them', () => {
    const division = divisionOf(100 * MB);
    const first = division.claim(0, 100 * MB);
    const tails = [division.next(4), division.next(4), division.next(4)];
    const [one, two, three] = tails;
    expect(tails.map((tail) => tail?.start)).toEqual([one?.start, one?.end, two?.end]);
    expect(first.end).toBe(100 * MB);
    if (two !== undefined) division.confirm(two);
    // What the first tail is to bring is still in the donor's hands.
    expect(first.end).toBe(one?.end);
    if (one !== undefined) division.confirm(one);
    expect(first.end).toBe(one?.start);
    expect(division.next(4)?.start).toBe(three?.end);
  });

  test('get smaller towards the end, so that all connections come to it together', () => {
    const division = divisionOf(600 * MB);
    division.givesParts = true;
    const sizes: number[] = [];
    for (let piece = division.claim(0, MB); ; ) {
      division.release(Object.assign(piece, { at: piece.end }));
      const next = division.next(4);
      if (next === undefined) break;
      sizes.push(next.end - next.start);
      piece = next;
    }
    expect(sizes.reduce((sum, size) => sum + size, MB)).toBe(600 * MB);
    expect(sizes[0]).toBe(32 * MB);
    expect(sizes.toSorted((a, b) => b - a)).toEqual(sizes);
    expect(sizes.at(-1)).toBeLessThanOrEqual(4 * MB);
  });
});

type Happening =
  | { readonly kind: 'more' }
  | { readonly kind: 'answer' | 'refusal' | 'break'; readonly who: number }
  | { readonly kind: 'bytes'; readonly who: number; readonly count: number };

/** Small ones are in their last pieces soon, where connections are in each other's way most. */
const totals = fc.oneof(fc.integer({ min: 3 * MB, max: 24 * MB }), fc.integer({ min: 3 * MB, max: 600 * MB }));
const who = fc.nat(3);
const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: 'more' } as const) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('answer' as const), who }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('refusal' as const, 'break' as const), who }) },
    {
      weight: 10,
      arbitrary: fc.record({ kind: fc.constant('bytes' as const), who, count: fc.integer({ min: 1, max: 6 * MB }) }),
    },
  ),
  { maxLength: 120, size: 'max' },
);

/** The connections of one file as transfer.ts and lanes.ts have them: one for the whole, further ones for pieces. */
class Connections {
  readonly #division: Division;
  readonly #total: number;
  readonly #asked: Piece[] = [];
  readonly #open: Piece[] = [];
  #mayGrow = true;
  #here: Ranges = [];

  constructor(total: number) {
    this.#total = total;
    this.#division = divisionOf(total);
    this.#open.push(this.#division.claim(0, total));
  }

  happen(happening: Happening): void {
    switch (happening.kind) {
      case 'more':
        if (this.#mayGrow && this.#asked.length + this.#open.length < 4) this.#ask();
        break;
      case 'bytes':
        this.#receive(this.#open[happening.who], happening.count);
        break;
      case 'answer':
        this.#answer(this.#asked[happening.who]);
        break;
      case 'refusal':
        this.#lose(this.#asked, this.#asked[happening.who]);
        break;
      case 'break':
        // With the first connection goes the whole try.
        if (happening.who > 0) this.#lose(this.#open, this.#open[happening.who]);
        break;
    }
    this.#check();
  }

  /** Those that are left bring what they were asked for, and one connection the rest. */
  finish(): void {
    for (let rounds = 0; !this.#division.isWhole; rounds += 1) {
      expect(rounds).toBeLessThan(1_000);
      for (const piece of [...this.#asked]) this.#answer(piece);
      for (const piece of [...this.#open]) this.#receive(piece, 8 * MB);
      if (this.#asked.length + this.#open.length === 0) this.#ask();
      this.#check();
    }
    expect(this.#here).toEqual([[0, this.#total]]);
  }

  #check(): void {
    expect(this.#division.here).toEqual(this.#here);
    expect(this.#division.received).toBe(covered(this.#here));
  }

  #ask(): void {
    const piece = this.#division.next(4);
    if (piece === undefined) return;
    piece.limit = piece.end;
    this.#asked.push(piece);
  }

  #answer(piece: Piece | undefined): void {
    if (piece === undefined) return;
    this.#asked.splice(this.#asked.indexOf(piece), 1);
    if (this.#division.confirm(piece)) this.#open.push(piece);
    else this.#division.release(piece);
  }

  #receive(piece: Piece | undefined, count: number): void {
    if (piece === undefined) return;
    const from = piece.at;
    piece.at = Math.min(piece.limit, piece.end, from + count);
    const before = covered(this.#here);
    this.#here = addRange(this.#here, from, piece.at);
    expect(covered(this.#here) - before, 'bytes that were not here').toBe(piece.at - from);
    if (piece.at < piece.end) return;
    this.#open.splice(this.#open.indexOf(piece), 1);
    this.#division.release(piece);
  }

  #lose(from: Piece[], piece: Piece | undefined): void {
    if (piece === undefined) return;
    from.splice(from.indexOf(piece), 1);
    this.#division.release(piece);
    this.#mayGrow = false;
    this.#division.spread();
  }
}

test('whatever connections do, in any order: the file comes together whole, and no byte twice', () => {
  fc.assert(
    fc.property(totals, happenings, (total, all) => {
      const connections = new Connections(total);
      for (const happening of all) connections.happen(happening);
      connections.finish();
    }),
    { numRuns: 1000 },
  );
});
