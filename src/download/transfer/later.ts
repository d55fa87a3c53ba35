/**
 * Work that no connection waits for: a body that is whole is put on the disk while the next one is on its way. The
 * requests of all connections that have become free in this turn of the event loop are sent first.
 */
let line: (() => void)[] = [];

/** Resolves in the turn after this one. */
export function later(): Promise<void> {
  return new Promise((resolve) => {
    line.push(resolve);
    // undici sends at the end of this turn, some of it behind what is asked for here.
    if (line.length === 1) setImmediate(() => setImmediate(goOn));
  });
}

function goOn(): void {
  const first = line;
  line = [];
  for (const resolve of first) resolve();
}
