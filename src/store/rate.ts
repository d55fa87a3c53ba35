/** A rate smoothed over the last seconds, from a count that only grows. */
export interface Meter {
  readonly at: number;
  readonly count: number;
  /** A second; undefined until two points in time are known. */
  readonly rate: number | undefined;
}

const halfLifeMs = 1500;
const shortestMs = 100;

export function startMeter(at: number): Meter {
  return { at, count: 0, rate: undefined };
}

export function moveMeter(meter: Meter, count: number, at: number): Meter {
  const elapsed = at - meter.at;
  if (elapsed < shortestMs) return meter;
  const now = (Math.max(0, count - meter.count) * 1000) / elapsed;
  const weight = 1 - 0.5 ** (elapsed / halfLifeMs);
  return { at, count, rate: meter.rate === undefined ? now : meter.rate + (now - meter.rate) * weight };
}

/** Milliseconds; undefined where it cannot be told. */
export function timeLeft(left: number, rate: number | undefined): number | undefined {
  return rate === undefined || rate <= 0 ? undefined : (left / rate) * 1000;
}
