import { type BytePath, toBytes } from '../base/byte-path.ts';
import type { WalkRules } from './tasks.ts';

/** Judges a path below its root, given one character a byte. */
export type PathTest = (pathBelowRoot: string) => boolean;

export interface Globs {
  /** Files that may join: matched by an include (where there are any) and by no exclude. */
  readonly file: PathTest;
  /** Folders that are entered: matched by no exclude. */
  readonly folder: PathTest;
}

/** A pattern without a slash is matched against the base name, at any depth, as in .gitignore. */
export async function compileGlobs(include: readonly string[], exclude: readonly string[]): Promise<Globs | undefined> {
  if (include.length === 0 && exclude.length === 0) return undefined;
  const { default: picomatch } = await import('picomatch');
  const compile = (patterns: readonly string[]): PathTest => {
    // `build/` says of a folder what `build` does, as in .gitignore; held against a path, the slash would never match.
    const plain = patterns.map((pattern) => pattern.replace(/(?<=[^/])\/+$/, ''));
    const tests = plain.map((pattern) =>
      picomatch(pattern, { dot: true, basename: !pattern.includes('/'), strictSlashes: false }),
    );
    return (path) => {
      const text = toBytes(path as BytePath).toString('utf8');
      return tests.some((test) => test(text));
    };
  };
  const included = include.length === 0 ? () => true : compile(include);
  const excluded = compile(exclude);
  return { file: (path) => included(path) && !excluded(path), folder: (path) => !excluded(path) };
}

let compiled: { key: string; globs: Promise<Globs | undefined> } | undefined;

/** Compiled once a worker and scan. */
export function globsOf({ include, exclude }: Pick<WalkRules, 'include' | 'exclude'>): Promise<Globs | undefined> {
  const key = JSON.stringify([include, exclude]);
  if (compiled?.key !== key) compiled = { key, globs: compileGlobs(include, exclude) };
  return compiled.globs;
}
