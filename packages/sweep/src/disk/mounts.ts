/** A file system as the system lists it. */
export interface Mount {
  readonly point: string;
  readonly type: string;
}

const networkTypes = new Set([
  "9p",
  "afpfs",
  "afs",
  "ceph",
  "cifs",
  "davfs",
  "fuse.glusterfs",
  "fuse.rclone",
  "fuse.s3fs",
  "fuse.sshfs",
  "glusterfs",
  "lustre",
  "ncpfs",
  "nfs",
  "nfs4",
  "smb3",
  "smbfs",
  "vboxsf",
  "virtiofs",
  "webdav",
]);
const pseudoTypes = new Set([
  "autofs",
  "binfmt_misc",
  "bpf",
  "cgroup",
  "cgroup2",
  "configfs",
  "debugfs",
  "devfs",
  "devpts",
  "devtmpfs",
  "efivarfs",
  "fusectl",
  "hugetlbfs",
  "mqueue",
  "nsfs",
  "proc",
  "pstore",
  "securityfs",
  "selinuxfs",
  "sysfs",
  "tracefs",
]);

/** Whether a file system is another machine's: a sweep goes there only when it is told to. */
export function isNetworkMount({ type }: Mount): boolean {
  return networkTypes.has(type);
}

/** Whether a file system has no files of anybody's. */
export function isPseudoMount({ type }: Mount): boolean {
  return pseudoTypes.has(type);
}

/** Reads `/proc/self/mountinfo` (proc(5)): fields up to a lone hyphen, then type and source. Bad lines are passed over. */
export function parseMountInfo(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line) => {
    const fields = line.split(" ");
    const hyphen = fields.indexOf("-", 6);
    const point = fields[4];
    const type = hyphen < 0 ? undefined : fields[hyphen + 1];
    return point === undefined || type === undefined ? [] : [{ point: unescapeOctal(point), type }];
  });
}

/** Reads what `mount` prints on macOS: `source on /point (type, options)`. */
export function parseMountOutput(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line) => {
    const open = line.lastIndexOf(" (");
    const on = line.indexOf(" on ");
    if (open < 0 || on < 0 || on > open) return [];
    const type = line.slice(open + 2).split(/[,)]/, 1)[0] ?? "";
    return [{ point: line.slice(on + 4, open), type }];
  });
}

function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
