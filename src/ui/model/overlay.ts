import type { State } from '../../store/state.ts';
import type { Effect } from './effects.ts';
import type { Line } from './line.ts';

/** What stands in front of the panes and takes the keys. */
export type Overlay =
  | { readonly kind: 'help'; readonly top: number }
  | {
      readonly kind: 'details';
      readonly title: string;
      readonly rows: readonly (readonly [string, string])[];
      readonly top: number;
    }
  /** The item of the report's menu that was begun last. */
  | { readonly kind: 'report'; readonly top: number }
  | Confirm
  | Menu
  | Palette;

/** A question with No as its default. */
export interface Confirm {
  readonly kind: 'confirm';
  readonly title: string;
  /** Asked at each drawing: what the question is about may go on while nobody answers. */
  readonly lines: (state: State) => readonly QuestionLine[];
  /** What the other answer is called: `Move to trash`. */
  readonly yes: string;
  readonly chosen: 'no' | 'yes';
  readonly effects: readonly Effect[];
  /** Of any other answer: it takes back what was done to ask. */
  readonly otherwise?: readonly Effect[];
}

/** Words that are never cut, words that only reassure, or files. */
export type QuestionLine = string | { readonly kind: 'assurance'; readonly text: string } | PathList;

/** Files by their paths, as many of them as there is room for. */
export interface PathList {
  readonly kind: 'paths';
  readonly label: 'Goes' | 'Stays';
  /** The first of them, safe to print. */
  readonly paths: readonly string[];
  /** How many there are in all. */
  readonly count: number;
  /** How those are spoken of that are not shown, in a line of their own, and behind a path. */
  readonly more: (hidden: number) => string;
  readonly moreInShort: (hidden: number) => string;
}

export interface Menu {
  readonly kind: 'menu';
  readonly title: string;
  readonly items: readonly MenuItem[];
  readonly cursor: number;
}

export interface MenuItem {
  readonly label: string;
  readonly about: string;
  readonly effects: readonly Effect[];
  /** Why it cannot be chosen. */
  readonly refusal?: string;
}

export interface Palette {
  readonly kind: 'palette';
  readonly query: Line;
  /** The selected one of what it finds. */
  readonly cursor: number;
}
