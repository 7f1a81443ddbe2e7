import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { tryParseJenkinsBuild, tryParseRunRecords } from "./run-record.ts";

const began = Date.parse("2026-03-31T00:24:00Z");
const ended = Date.parse("2026-03-31T00:40:00Z");

describe("tryParseRunRecords", () => {
  test("GitHub's runs: repository, workflow and number, with their times", () => {
    const run = {
      id: 987,
      name: "CI",
      run_number: 5,
      run_attempt: 1,
      html_url: "https://git.example/acme/web/actions/runs/987",
      run_started_at: "2026-03-31T00:24:00Z",
      updated_at: "2026-03-31T00:40:00Z",
      repository: { full_name: "acme/web" },
    };
    const expected = {
      system: "github",
      id: "987",
      title: "acme/web CI 987",
      startedAt: began,
      finishedAt: ended,
    };

    expect(tryParseRunRecords(JSON.stringify({ total_count: 1, workflow_runs: [run] }))).toEqual([expected]);
    expect(tryParseRunRecords(JSON.stringify(run))).toEqual([expected]);
  });

  test("GitHub's jobs, one that has not ended", () => {
    const job = {
      id: 1,
      run_id: 987,
      name: "build",
      steps: [],
      started_at: "2026-03-31T00:24:00Z",
      completed_at: null,
    };

    expect(tryParseRunRecords(JSON.stringify({ jobs: [job] }))).toMatchObject([
      { id: "1", title: "build 1", startedAt: began, finishedAt: undefined },
    ]);
  });

  test("GitLab's jobs, with the project's path", () => {
    const job = {
      id: 55,
      name: "install",
      ref: "main",
      web_url: "https://git.example/acme/shop/-/jobs/55",
      started_at: "2026-03-31T02:24:00.000+02:00",
      finished_at: "2026-03-31T00:40:00.000Z",
      pipeline: { id: 9 },
    };

    expect(tryParseRunRecords(JSON.stringify([job]))).toEqual([
      { system: "gitlab", id: "55", title: "acme/shop install 55", startedAt: began, finishedAt: ended },
    ]);
  });

  test("Jenkins' builds, in milliseconds", () => {
    const build = {
      number: 12,
      timestamp: began,
      duration: ended - began,
      fullDisplayName: "web #12",
      url: "x",
    };

    expect(tryParseRunRecords(JSON.stringify({ builds: [build] }))).toEqual([
      { system: "jenkins", id: "12", title: "web #12", startedAt: began, finishedAt: ended },
    ]);
  });

  test("any other document is none, and no value makes it throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, text) => {
        tryParseRunRecords(text);
        const members = typeof value === "object" && !Array.isArray(value) ? value : { value };
        const record = { ...members, id: 1, run_attempt: 1, number: 2, timestamp: value, duration: value };

        expect(() =>
          tryParseRunRecords(JSON.stringify({ workflow_runs: [record, value], builds: value })),
        ).not.toThrow();
      }),
    );
    expect(tryParseRunRecords('{"name":"app","version":"1.0.0"}')).toBeUndefined();
  });
});

describe("tryParseJenkinsBuild", () => {
  test("the begin and the length of a build", () => {
    expect(tryParseJenkinsBuild(`<b><startTime>${began}</startTime><duration>60000</duration></b>`)).toEqual({
      startedAt: began,
      finishedAt: began + 60_000,
    });
    expect(tryParseJenkinsBuild("<b/>")).toBeUndefined();
  });
});
