import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Desk, type Entry, Schedule } from '../../src/orchestrator/schedule.ts';

/** What happens to a pool, in any order; `pick` chooses among what there is. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('finish' as const), pick: fc.nat(1_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(1_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('open' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), pick: fc.nat(1_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('die' as const), pick: fc.nat(1_000) }) },
);

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Runs a schedule through a story and keeps books beside it. */
class Story {
  readonly schedule: Schedule<number>;
  readonly slots: number;
  readonly attempts: number;
  readonly desks: Desk<number>[] = [];
  readonly entries: Entry<number>[] = [];
  /** How each task came to its end; two ends of one task would be two results for one caller. */
  readonly ends = new Map<Entry<number>, string>();
  readonly firstBegun: number[] = [];

  constructor(slots: number, attempts: number) {
    this.slots = slots;
    this.attempts = attempts;
    this.schedule = new Schedule({ slots, attempts });
  }

  act(what: Step): void {
    switch (what.kind) {
      case 'add':
        for (let count = 0; count < what.count; count += 1) this.entries.push(this.schedule.add(this.entries.length));
        break;
      case 'open':
        this.desks.push(this.schedule.open());
        break;
      case 'close': {
        const desk = choose(this.desks, what.pick);
        if (desk !== undefined) desk.closed = true;
        break;
      }
      case 'finish': {
        const entry = choose(this.inState('held'), what.pick);
        if (entry !== undefined) this.finish(entry);
        break;
      }
      case 'cancel': {
        const entry = choose(this.entries, what.pick);
        if (entry !== undefined && this.schedule.withdraw(entry)) this.end(entry, 'cancelled');
        break;
      }
      case 'die': {
        const desk = choose(this.desks, what.pick);
        if (desk !== undefined) this.die(desk);
        break;
      }
    }
    this.assign();
    this.check();
  }

  finish(entry: Entry<number>): void {
    this.schedule.finish(entry);
    this.end(entry, 'done');
  }

  inState(state: Entry<number>['state']): Entry<number>[] {
    return this.entries.filter((entry) => entry.state === state);
  }

  assign(): void {
    for (let next = this.schedule.next(); next !== undefined; next = this.schedule.next()) {
      const { entry, desk } = next;
      expect(this.desks).toContain(desk);
      expect(desk.closed).toBe(false);
      if (entry.begun === 1) this.firstBegun.push(entry.item);
      const lastChance = this.slots > 1 && entry.begun > 1 && entry.begun === this.attempts;
      expect(desk.alone).toBe(lastChance);
      if (lastChance) expect(desk.held.size).toBe(1);
    }
  }

  private die(desk: Desk<number>): void {
    const held = [...desk.held];
    const { lost, setAside } = this.schedule.leave(desk);
    this.desks.splice(this.desks.indexOf(desk), 1);
    expect(lost).toEqual(held);
    for (const entry of setAside) {
      expect(entry.begun).toBe(this.attempts);
      // Nobody is set aside for what a neighbour did.
      if (this.slots > 1 && this.attempts > 1) expect(held).toEqual([entry]);
      this.end(entry, 'set aside');
    }
  }

  private end(entry: Entry<number>, how: string): void {
    expect(this.ends.get(entry)).toBeUndefined();
    this.ends.set(entry, how);
  }

  private check(): void {
    const held = this.inState('held');
    expect(this.schedule.waiting).toBe(this.inState('waiting').length);
    expect(this.inState('over').length).toBe(this.ends.size);
    expect(this.desks.reduce((sum, desk) => sum + desk.held.size, 0)).toBe(held.length);
    for (const desk of this.desks) {
      expect(desk.held.size).toBeLessThanOrEqual(desk.alone ? 1 : this.slots);
      for (const entry of desk.held) expect(entry.desk).toBe(desk);
    }
    for (const entry of this.entries) expect(entry.begun).toBeLessThanOrEqual(this.attempts);
    // Nobody waits in vain: with work left, a worker with nothing to do is one that shall leave.
    if (this.schedule.waiting > 0)
      expect(this.desks.filter((desk) => !desk.closed && desk.held.size === 0)).toEqual([]);
  }
}

function choose<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % Math.max(1, items.length)];
}

describe('the schedule', () => {
  it('loses no task, ends none twice, overloads nobody and blames nobody for a neighbour, whatever happens', () => {
    const stories = fc.record({
      slots: fc.integer({ min: 1, max: 4 }),
      attempts: fc.integer({ min: 1, max: 4 }),
      steps: fc.array(step, { maxLength: 60, size: 'max' }),
    });
    fc.assert(
      fc.property(stories, ({ slots, attempts, steps }) => {
        const story = new Story(slots, attempts);
        for (const one of steps) story.act(one);
        // Whatever is left can be done by one living worker.
        story.act({ kind: 'open' });
        for (let left = story.inState('held'); left.length > 0; left = story.inState('held')) {
          for (const entry of left) story.finish(entry);
          story.assign();
        }
        expect(story.ends.size).toBe(story.entries.length);
        expect(story.firstBegun).toEqual(story.firstBegun.toSorted((a, b) => a - b));
      }),
      { numRuns: 400 },
    );
  });

  it('gives a task to the least busy worker', () => {
    const schedule = new Schedule<string>({ slots: 3, attempts: 2 });
    const [one, two] = [schedule.open(), schedule.open()];
    for (const item of ['a', 'b', 'c', 'd']) schedule.add(item);
    const given = [1, 2, 3, 4].map(() => schedule.next()?.desk);
    expect(given).toEqual([one, two, one, two]);
  });

  it('begins what a dead worker held before anything new', () => {
    const schedule = new Schedule<string>({ slots: 2, attempts: 3 });
    const dying = schedule.open();
    for (const item of ['a', 'b', 'c']) schedule.add(item);
    schedule.next();
    schedule.next();
    expect(schedule.leave(dying).setAside).toEqual([]);
    schedule.open();
    expect([1, 2].map(() => schedule.next()?.entry.item)).toEqual(['a', 'b']);
  });

  it('forgives a task that its workers were killed from outside, but not for ever', () => {
    const schedule = new Schedule<string>({ slots: 1, attempts: 2, kills: 3 });
    const die = (killed: boolean) => {
      const desk = schedule.open();
      schedule.next();
      return schedule.leave(desk, killed).setAside.length;
    };
    schedule.add('a');
    expect([true, true, false, true].map(die)).toEqual([0, 0, 0, 0]);
    expect(die(true)).toBe(1);
  });

  it('lets one worker run empty for a task on its last attempt, and keeps the others at work', () => {
    const schedule = new Schedule<string>({ slots: 2, attempts: 2 });
    const [one, two, dying] = [schedule.open(), schedule.open(), schedule.open()];
    for (const item of ['a', 'b', 'suspect', 'c', 'd', 'e']) schedule.add(item);
    const given = [1, 2, 3, 4, 5].map(() => schedule.next());
    const [a, b, suspect, c, d] = given.map((assignment) => assignment?.entry);
    if (!a || !b || !suspect || !c || !d) throw new Error('all five fit');
    expect(given.map((assignment) => assignment?.desk)).toEqual([one, two, dying, one, two]);
    schedule.leave(dying);
    schedule.finish(a);
    expect(schedule.next()).toBeUndefined();
    schedule.finish(b);
    expect(schedule.next()).toMatchObject({ entry: { item: 'e' }, desk: two });
    schedule.finish(c);
    expect(schedule.next()).toEqual({ entry: suspect, desk: one });
    schedule.add('f');
    expect(schedule.next()).toBeUndefined();
    schedule.finish(suspect);
    expect(schedule.next()?.desk).toBe(one);
  });

  it('keeps the order of arrival through thousands of tasks', () => {
    const schedule = new Schedule<number>({ slots: 1, attempts: 2 });
    const items = Array.from({ length: 5_000 }, (_, item) => item);
    for (const item of items) schedule.add(item);
    schedule.open();
    const begun = items.map(() => {
      const entry = schedule.next()?.entry;
      if (entry !== undefined) schedule.finish(entry);
      return entry?.item;
    });
    expect(begun).toEqual(items);
  });

  it('passes over a hundred thousand withdrawn tasks without a pause', () => {
    const schedule = new Schedule<number>({ slots: 1, attempts: 2 });
    const entries = Array.from({ length: 100_000 }, (_, item) => schedule.add(item));
    for (const entry of entries.slice(0, -1)) schedule.withdraw(entry);
    schedule.open();
    expect(schedule.next()?.entry.item).toBe(99_999);
  });
});
