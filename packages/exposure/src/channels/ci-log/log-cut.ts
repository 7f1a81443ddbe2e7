/** Words by which systems say that a log is not whole: GitLab, Travis, Jenkins, Buildkite, Bitbucket, Docker, CircleCI. */
const cutMarks =
  /job's log exceeded limit|log length has exceeded|\[\.\.\.truncated [\d.]{1,12}|log output was too large|\[output clipped, log limit|log limit reached|log is too long|output too long|this (?:step|log) (?:has been|was) truncated/i;

/** Whether a line says that part of its log is missing. */
export function saysThatLogIsCut(line: string): boolean {
  return line.length < 2000 && cutMarks.test(line);
}
