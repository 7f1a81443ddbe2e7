export type DiskErrorCode =
  | "ENOENT"
  | "EEXIST"
  | "ENOTDIR"
  | "EISDIR"
  | "EINVAL"
  | "EFBIG"
  | "ENOSPC"
  | "ENOTEMPTY"
  | "ELOOP";

/** Errors of the file system, by their names on every platform, with their numbers on Linux. */
const errors: Readonly<Record<DiskErrorCode, readonly [errno: number, text: string]>> = {
  ENOENT: [2, "no such file or directory"],
  EEXIST: [17, "file already exists"],
  ENOTDIR: [20, "not a directory"],
  EISDIR: [21, "illegal operation on a directory"],
  EINVAL: [22, "invalid argument"],
  EFBIG: [27, "file too large"],
  ENOSPC: [28, "no space left on device"],
  ENOTEMPTY: [39, "directory not empty"],
  ELOOP: [40, "too many symbolic links encountered"],
};

/** What the file system answers to a call that cannot be done: a value of the pretended world, no error of ours. */
export class DiskError extends Error {
  readonly code: DiskErrorCode;
  readonly errno: number;
  readonly place: string;

  constructor(code: DiskErrorCode, place: string) {
    const [errno, text] = errors[code];
    super(text);
    this.code = code;
    this.errno = -errno;
    this.place = place;
  }
}
