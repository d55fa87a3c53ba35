import type { BytePath } from '../base/byte-path.ts';

/** Pixels that a picture may be drawn with. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** What is to be looked at: one file, or two that are also compared byte by byte. */
export interface PreviewTask {
  readonly files: readonly [BytePath] | readonly [BytePath, BytePath];
  /** Of each picture. */
  readonly room: Room;
}

/** Four bytes a pixel, row by row from the top: red, green, blue, and how opaque it is. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** What a camera wrote into a picture; what it did not is left out. */
export interface Shot {
  readonly camera?: string;
  /** As it was written: local time, without a zone. `2024-05-01 12:30:05`. */
  readonly taken?: string;
  /** `1/250 s · f/2.8 · ISO 200 · 35 mm`. */
  readonly exposure?: string;
}

export type Content =
  | {
      readonly kind: 'picture';
      /** `JPEG`. */
      readonly format: string;
      /** Pixels, upright as it is to be seen; 0 where the library cannot tell. */
      readonly width: number;
      readonly height: number;
      /** More than one where it moves or has pages. */
      readonly pages: number;
      readonly shot: Shot;
      /** Scaled to the room that was given; undefined where it could not be decoded, for the reason beside it. */
      readonly pixels: Pixels | undefined;
      readonly problem: string | undefined;
    }
  /** Lines without control characters, tabs as blanks. */
  | { readonly kind: 'text'; readonly format: string; readonly lines: readonly string[]; readonly whole: boolean }
  | { readonly kind: 'binary'; readonly format: string; readonly head: Uint8Array }
  | { readonly kind: 'empty' }
  /** Names in it; undefined: more than were counted. */
  | { readonly kind: 'folder'; readonly entries: number | undefined }
  /** Not opened: a link is not followed, and a pipe or device would be changed by reading it. */
  | { readonly kind: 'special'; readonly what: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface FilePreview {
  readonly path: BytePath;
  /** Bytes; undefined where the file is not there or may not be looked at. */
  readonly size: number | undefined;
  /** Milliseconds since the epoch. */
  readonly changed: number | undefined;
  /** `rw-r--r--`. */
  readonly mode: string | undefined;
  readonly content: Content;
}

/** What stands around the first difference in one of the two. */
export type Excerpt =
  | { readonly kind: 'lines'; readonly from: number; readonly lines: readonly string[] }
  | { readonly kind: 'bytes'; readonly from: number; readonly bytes: Uint8Array };

export type Comparison =
  /** To the last byte. */
  | { readonly kind: 'same' }
  /** Two names of one file. */
  | { readonly kind: 'one-file' }
  | {
      readonly kind: 'differs';
      /** Offset of the first byte that differs, from 0; the size of the shorter one where that is how the other begins. */
      readonly at: number;
      /** From 1, where both are text. */
      readonly line: number | undefined;
      readonly excerpts: readonly [Excerpt, Excerpt];
    }
  | { readonly kind: 'impossible'; readonly reason: string };

export type PreviewEvent =
  | { readonly kind: 'file'; readonly index: number; readonly file: FilePreview }
  /** Bytes of each that were equal so far. */
  | { readonly kind: 'compared'; readonly bytes: number };

/** Undefined for a single file. */
export type PreviewResult = Comparison | undefined;

/** What is known of a task so far. */
export interface Preview {
  readonly task: PreviewTask;
  /** By their place in the task. */
  readonly files: readonly (FilePreview | undefined)[];
  readonly compared: number;
  readonly comparison: Comparison | undefined;
  /** Why there is no more than that: the child died of it, or was ended because it took too long. */
  readonly failure: string | undefined;
}
