/**
 * The disk as stores see it: the few things that they do with files, each of which may fail with the
 * system's error. Nothing here follows a link in the last part of a path, so that whoever can plant
 * one leads nobody elsewhere.
 */
export interface FileStatus {
  readonly kind: 'file' | 'folder' | 'other';
  /** When its content was last changed, ms since 1970. */
  readonly modifiedAtMs: number;
  /** Permissions, as chmod has them. */
  readonly mode: number;
  /** The id of the user whose it is. */
  readonly owner: number;
}

export interface FileContent {
  readonly data: Uint8Array;
  /** Bytes of the whole file: more than `data` has where it was cut. */
  readonly size: number;
}

export interface Disk {
  /** Whose files it makes; null where the system has no such ids (Windows). */
  readonly user: number | null;
  /** The time that its files are stamped with, ms since 1970. */
  now(): number;
  /** A file's first `most` bytes. ENOENT, ENOTDIR: there is none. */
  read(path: string, most: number): Promise<FileContent>;
  /** Makes a file that only this user may read. EEXIST: there is something by that name. */
  writeNew(path: string, data: Uint8Array): Promise<void>;
  /** Returns once the content of the file outlives a loss of power. */
  sync(path: string): Promise<void>;
  /** Takes the place of what is there: whoever reads sees the one or the other, whole. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  status(path: string): Promise<FileStatus>;
  /** Names in a folder, in order. */
  list(folder: string): Promise<string[]>;
  /** Makes a folder that only this user may enter. EEXIST: there is something by that name. */
  makeFolder(path: string): Promise<void>;
  /** ENOTEMPTY, EEXIST: it is not empty. */
  removeFolder(path: string): Promise<void>;
  /** Returns once the names in the folder outlive a loss of power. */
  syncFolder(path: string): Promise<void>;
}
