/**
 * Hashes that scans remember: a row a folder and algorithm, with all its files in one blob (the layout is that of
 * duplicates/remembered-files.ts), so that a scan reads a thousand rows and not a hundred thousand. `seen` stands before
 * the blob: rows can be aged without reading their overflow pages. Numbers of devices and inodes are kept as signed.
 */
export const hashTables = `
CREATE TABLE folder_hashes (
  dev INTEGER NOT NULL,
  ino INTEGER NOT NULL,
  algorithm TEXT NOT NULL,
  seen INTEGER NOT NULL,
  files BLOB NOT NULL,
  PRIMARY KEY (dev, ino, algorithm)
) STRICT, WITHOUT ROWID;
`;

/**
 * Where the folders of `folder_hashes` were when they were last scanned, as bytes. The names of their files are not kept:
 * whoever needs one finds it by its inode (catalogue/folder-files.ts).
 */
export const folderTables = `
CREATE TABLE folder_paths (
  dev INTEGER NOT NULL,
  ino INTEGER NOT NULL,
  path BLOB NOT NULL,
  PRIMARY KEY (dev, ino)
) STRICT, WITHOUT ROWID;
`;

/** Of `files`, since SQLite does not notice bits that flip within a page; -1 is that of no blob. */
export const hashChecksums = `
ALTER TABLE folder_hashes ADD COLUMN checksum INTEGER NOT NULL DEFAULT -1;
`;

/**
 * With row numbers: a key in the tree of the rows themselves is compared by reading rows whole, blobs and all, a dozen of
 * them for each that is looked for. The checksum stands before the blob, too, and rows are aged by an index.
 */
export const numberedHashes = `
CREATE TABLE folder_hashes_numbered (
  dev INTEGER NOT NULL,
  ino INTEGER NOT NULL,
  algorithm TEXT NOT NULL,
  seen INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  files BLOB NOT NULL,
  PRIMARY KEY (dev, ino, algorithm)
) STRICT;
INSERT INTO folder_hashes_numbered SELECT dev, ino, algorithm, seen, checksum, files FROM folder_hashes;
DROP TABLE folder_hashes;
ALTER TABLE folder_hashes_numbered RENAME TO folder_hashes;
CREATE INDEX folder_hashes_by_age ON folder_hashes (seen);
`;
