/**
 * Whether a value out of the journal is an intent. One flipped bit of a disk may still be JSON: a path that leads
 * elsewhere is caught by the identity beside it, but what is no identity must not get that far.
 */
import { actionKinds } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

/** 64-bit numbers are still the decimal text that they were written as. */
export function isIntentShaped(value: unknown): value is Fields {
  if (!isFields(value)) return false;
  if (value.kind === 'restore') return hasAll(value, { run: isText, seq: isCount, aside: isName });
  if (!actionKinds.some((kind) => kind === value.kind)) return false;
  if (!hasAll(value, { victim: isPlace, survivor: isPlace, bytes: isCount, digest: orNone(isText) })) return false;
  if (!hasAll(value, { folder: orNone(isFolder) })) return false;
  return value.kind === 'trash' ? isTrashPlace(value.trash) : hasAll(value, { aside: isName, metadata: isMetadata });
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasAll(value: unknown, checks: Readonly<Record<string, Check>>): boolean {
  return isFields(value) && Object.entries(checks).every(([name, check]) => check(value[name]));
}

const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isNumber64: Check = (value) => typeof value === 'string' && /^-?\d{1,20}$/.test(value);
const isIdentity: Check = (value) => typeof value === 'string' && /^\d{1,20}$/.test(value);
/** A path has one character a byte. */
const isBytes = (value: string): boolean => !/[\u0100-\uffff]/.test(value) && !value.includes('\0');
const isPath: Check = (value) => typeof value === 'string' && value.startsWith('/') && isBytes(value);
const isName: Check = (value) => {
  return typeof value === 'string' && !['', '.', '..'].includes(value) && !value.includes('/') && isBytes(value);
};
const orNone = (check: Check): Check => {
  return (value) => value === undefined || check(value);
};

const isStamp: Check = (value) =>
  hasAll(value, { dev: isIdentity, ino: isIdentity, size: isCount, mtimeNs: isNumber64, ctimeNs: isNumber64 });
const isPlace: Check = (value) => hasAll(value, { path: isPath, stamp: isStamp });
const isFolder: Check = (value) => hasAll(value, { dev: isIdentity, ino: isIdentity, bornNs: isNumber64 });
const isTrashPlace: Check = (value) => hasAll(value, { path: isPath, topFolder: orNone(isPath), name: isName });
const isAttribute: Check = (value) => Array.isArray(value) && value.length === 2 && value.every(isText);
const isMetadata: Check = (value) =>
  hasAll(value, {
    mode: isCount,
    uid: isCount,
    gid: isCount,
    atimeNs: isNumber64,
    mtimeNs: isNumber64,
    attributes: orNone((list) => Array.isArray(list) && list.every(isAttribute)),
  });
