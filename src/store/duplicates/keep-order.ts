import { orderByKeepRules } from '../../duplicates/select.ts';
import { defaultKeepRules, type KeepRule } from '../../duplicates/types.ts';
import type { GroupEntry } from './group-entry.ts';

/** Which file of a group stays: the rules, applied to a group when it is looked at, not to all when they change. */
export class KeepOrder {
  #rules: readonly KeepRule[] = defaultKeepRules;
  // The scan's own order is that of the default rules: version 0 needs no sorting.
  #version = 0;

  get rules(): readonly KeepRule[] {
    return this.#rules;
  }

  set rules(rules: readonly KeepRule[]) {
    this.#rules = rules;
    this.#version += 1;
  }

  /** Puts the files in order; false where they are already. */
  apply(entry: GroupEntry): boolean {
    if (entry.rules === this.#version) return false;
    entry.files = orderByKeepRules(entry.group.files, this.#rules);
    entry.rules = this.#version;
    return true;
  }
}
