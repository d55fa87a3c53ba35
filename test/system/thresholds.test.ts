import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  calm,
  cpuSamples,
  defaultThresholds,
  hysteresis,
  type ThresholdState,
  type Warning,
  watchThresholds,
} from '../../src/system/thresholds.ts';

const thresholds = { cpuPercent: 90, memoryPercent: 80 };

function sample(cpu: number, memoryPercent: number) {
  const memory = {
    total: 1000,
    used: memoryPercent * 10,
    available: 1000 - memoryPercent * 10,
    swapTotal: 0,
    swapUsed: 0,
    cgroupLimit: undefined,
    cgroupUsed: undefined,
    pressure: undefined,
  };
  return { cpu: { total: cpu, cores: [cpu], load: [0, 0, 0] as const, pressure: undefined }, memory };
}

function warningsOf(samples: readonly (readonly [cpu: number, memory: number])[]): Warning[] {
  let state: ThresholdState = calm;
  return samples.flatMap(([cpu, memory]) => {
    const next = watchThresholds(state, sample(cpu, memory), thresholds);
    state = next.state;
    return next.warnings;
  });
}

test('memory over its threshold is said once, not every tick, and so is its return', () => {
  const warnings = warningsOf([
    [0, 70],
    [0, 81],
    [0, 95],
    [0, 90],
    [0, 50],
    [0, 40],
  ]);
  expect(warnings.map(({ kind, over }) => [kind, over])).toEqual([
    ['memory', true],
    ['memory', false],
  ]);
  expect(warnings[0]?.text).toBe('memory 81 % used (over 80 %): 190 B of 1.0 KB available');
});

test('a value that trembles around the threshold warns once', () => {
  expect(
    warningsOf([
      [0, 81],
      [0, 79],
      [0, 81],
      [0, 76],
      [0, 82],
    ]),
  ).toHaveLength(1);
});

test('a short burst of CPU is no reason to warn, a lasting one is', () => {
  const burst = Array.from({ length: 10 }, (_, at) => [at === 4 ? 100 : 20, 0] as const);
  expect(warningsOf(burst)).toEqual([]);
  expect(warningsOf(Array.from({ length: cpuSamples + 3 }, () => [99, 0] as const))).toMatchObject([
    { kind: 'cpu', over: true, text: 'CPU 99 % (over 90 %)' },
  ]);
});

test('the defaults leave room for a machine that works hard', () => {
  expect(defaultThresholds.memoryPercent).toBeGreaterThan(80);
});

test('whatever comes, over and back alternate, and each crossing lies beyond its edge', () => {
  const percent = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(fc.array(fc.tuple(percent, percent), { maxLength: 80 }), (samples) => {
      for (const kind of ['cpu', 'memory'] as const) {
        const said = warningsOf(samples).filter((warning) => warning.kind === kind);
        said.forEach(({ over, percent: value }, at) => {
          const threshold = kind === 'cpu' ? thresholds.cpuPercent : thresholds.memoryPercent;
          expect(over).toBe(at % 2 === 0);
          if (over) expect(value).toBeGreaterThanOrEqual(threshold);
          else expect(value).toBeLessThan(threshold - hysteresis);
        });
      }
    }),
  );
});
