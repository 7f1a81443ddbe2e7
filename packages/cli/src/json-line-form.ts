/** The form of one kind of line that `--json` prints. */
export interface JsonLineForm {
  readonly command: string;
  /** What one line stands for. */
  readonly subject: string;
  /** Every line also has `schema`, which is 1. */
  readonly fields: readonly string[];
}
