import { fromText } from '../../base/byte-path.ts';
import type { GroupEntry } from './group-entry.ts';

/** Finds text in any of a group's paths, whatever the case; a group out of sight has no position. */
export function groupFilter(text: string): (entry: GroupEntry) => boolean {
  const escaped = fromText(text).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(escaped, 'i');
  return (entry) => {
    entry.position = -1;
    return entry.group.files.some((file) => pattern.test(file.path));
  };
}
