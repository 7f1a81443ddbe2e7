/** An open connection. */
export interface SweepConnection {
  readonly address: string;
  readonly port: number;
  readonly pid: number | undefined;
  /** The number of the socket, by which Linux connects it with a process. */
  readonly inode: string | undefined;
}
