/** A person reads no more places of one grade; `--all` and `--json` have them. */
export const shownOfGrade = 100;
