import { targetsOfSpecs } from "@lockkeeper/exposure";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { row, sampleReport, secret, snapshot } from "../../test/sample-report.ts";
import { planRotation } from "@lockkeeper/exposure";
import { recheckResponse } from "../recheck.ts";
import { incidentDocument } from "./incident-document.ts";
import { draftNotices } from "./notices.ts";
import { renderReportHtml } from "./render-html.ts";
import { renderReportMarkdown } from "./render-markdown.ts";
import { summaryDocument } from "./summary-document.ts";
import { createScale } from "./timeline-scale.ts";
import { renderTimelineSvg } from "./timeline-svg.ts";
import { listEvents } from "./timeline.ts";

describe("incidentDocument", () => {
  test("incidentDocument says first whether it was a hit, and names everybody with evidence", () => {
    const text = renderReportMarkdown(incidentDocument(sampleReport()));

    expect(text).toContain("**Yes: code of it ran at 1 place, and 1 place more took its bytes.**");
    for (const place of ["shop/ci#8841", "alice", "billing", "tools", "build-3"])
      expect(text).toContain(place);
    expect(text).not.toContain("handbook");
    expect(text).toContain("1 definition or machine could not be looked into");
  });

  test("incidentDocument has the traps before the list of what to replace", () => {
    const text = renderReportMarkdown(incidentDocument(sampleReport()));

    expect(text.indexOf("gh-token-monitor")).toBeGreaterThan(0);
    expect(text.indexOf("gh-token-monitor")).toBeLessThan(text.indexOf("npm token revoke"));
  });

  test("incidentDocument names every action with its time, and steps that were declined", () => {
    const text = renderReportMarkdown(incidentDocument(sampleReport()));

    expect(text).toContain("The firewall refuses");
    expect(text).toContain("Move copies out of the way: declined");
    expect(text).toContain("ab".repeat(32));
  });

  test("incidentDocument never calls clean what could not be read", () => {
    const unreadable = snapshot({
      rows: [row({ grade: "unreadable", evidence: [], unreadable: ["permission denied"] })],
      secrets: [],
    });

    const text = renderReportMarkdown(incidentDocument(sampleReport({ before: unreadable })));

    expect(text).toContain("Nobody can say yet");
  });
});

describe("summaryDocument", () => {
  test("summaryDocument fits on a page and says what is open and not known", () => {
    const text = renderReportMarkdown(summaryDocument(sampleReport()));

    expect(text.split("\n").length).toBeLessThan(80);
    for (const part of ["Were we hit?", "What is done", "What is open", "What we do not know"]) {
      expect(text).toContain(`## ${part}`);
    }
    expect(text).toContain("Nothing of it is left where a machine can end it.");
  });
});

describe("open traces", () => {
  test("summaryDocument counts traces by kind and place, and leaves their list to the incident report", () => {
    const rows = ["shop", "billing", "tools"].flatMap((id) =>
      ["axios@1.14.1", "plain-crypto-js@4.2.1"].flatMap((what) => [
        row(
          { where: { kind: "repository", id }, what },
          { channel: "git-history", standing: "people", ref: `d401cdddb004:${id}.lock` },
        ),
        row(
          { where: { kind: "repository", id }, what },
          { standing: "machine", ref: `${id}/package-lock.json:7` },
        ),
      ]),
    );
    const report = sampleReport({ recheck: recheckResponse(snapshot({ rows })) });

    const summary = renderReportMarkdown(summaryDocument(report));
    const incident = renderReportMarkdown(incidentDocument(report));

    expect(summary).toContain("3 repositories still pin it on a branch");
    expect(summary).toContain("3 working trees still pin it in a lockfile");
    for (const trace of ["d401cdddb004:tools.lock", "tools/package-lock.json:7"]) {
      expect(summary).not.toContain(trace);
      expect(incident).toContain(trace);
    }
  });

  test("incidentDocument names what the campaign asks of people", () => {
    const text = renderReportMarkdown(incidentDocument(sampleReport()));

    expect(text).toContain("What this campaign asks of people");
    expect(text).toContain("neither leaves a lockfile");
  });
});

describe("draftNotices", () => {
  test("draftNotices leaves blanks for what nobody but people knows", () => {
    const notices = draftNotices(sampleReport());

    expect(notices.map(({ id }) => id)).toEqual(["colleagues", "customers", "regulator"]);
    for (const { document } of notices) expect(renderReportMarkdown(document)).toContain("[");
  });
});

const hostile = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  "`]()[x](javascript:alert(1))|<b>",
  "\u001b[2J\u202edlrow",
  "]]>--><!--",
  "# heading\n| a | b |\n- list",
  "@everyone #1 https://evil.example/",
];

describe("foreign texts", () => {
  test("renderReportHtml lets no foreign text become markup, and nothing load", () => {
    for (const text of hostile) {
      const html = renderReportHtml(incidentDocument(hostileReport(text)));
      const body = html.slice(html.indexOf("<body>"));

      expect(body).not.toMatch(/<script|<img|<b>|onerror=alert\(1\)>/);
      expect(body).not.toMatch(/<[^>]*\s(?:src|href|onerror)=/);
      // oxlint-disable-next-line no-control-regex -- Security: control characters are what must not get through.
      expect(html).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e]/);
    }
    expect(renderReportHtml(incidentDocument(sampleReport()))).toContain("default-src 'none'");
  });

  test("renderReportMarkdown keeps foreign texts in code spans", () => {
    for (const text of hostile) {
      const lines = renderReportMarkdown(incidentDocument(hostileReport(text))).split("\n");

      expect(lines.filter((line) => line.startsWith("# "))).toHaveLength(1);
      expect(lines.some((line) => /(?<!`)<(?:script|img|b)/.test(line.replace(/`+[^`]*`+/g, "")))).toBe(
        false,
      );
    }
  });

  test("reports can be made of any texts and times", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer(), (text, at) => {
        const report = hostileReport(text, at);

        expect(renderReportHtml(incidentDocument(report))).toContain("</html>");
        expect(renderReportMarkdown(summaryDocument(report))).toContain("# ");
      }),
      { numRuns: 50 },
    );
  });
});

function hostileReport(text: string, at = 1): ReturnType<typeof sampleReport> {
  const before = snapshot({
    title: text,
    rows: [
      row(
        {
          where: { kind: "host", id: text },
          what: text,
          grade: "executed",
          since: at,
          contradictions: [text],
          unreadable: [text],
        },
        { ref: text, detail: text },
      ),
    ],
    secrets: [secret({ name: text, cause: text, ref: text })],
    gaps: [{ ref: text, message: text }],
    channels: [{ channel: text, shows: text, cannotShow: text, observations: 1, unreadable: 1 }],
  });
  const subject = { id: "x", title: text, targets: targetsOfSpecs(["axios@1.14.1"]), campaign: undefined };
  return sampleReport({ before, subject, rotation: planRotation(before.secrets) });
}

describe("timeline", () => {
  test("listEvents holds publication, reports, takes and steps in order", () => {
    const events = listEvents(sampleReport());

    expect(new Set(events.map(({ lane }) => lane))).toEqual(
      new Set(["registry", "report", "taken", "response"]),
    );
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  test("createScale keeps order, stays inside the axis, and cuts long silences", () => {
    const day = 86_400_000;
    const times = [0, 1000 * 60, 2000 * 60, 300 * day, 300 * day + 60_000];
    const scale = createScale(times, { from: 100, to: 900 });
    const places = times.map((time) => scale?.place(time) ?? 0);

    expect(places).toEqual(places.toSorted((left, right) => left - right));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...places)).toBeLessThanOrEqual(900);
    expect(scale?.breaks).toHaveLength(1);
    expect(createScale([], { from: 0, to: 1 })).toBeUndefined();
  });

  test("createScale can be made of any times", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -8e15, max: 8e15 }), { minLength: 1 }), (times) => {
        const scale = createScale(times, { from: 100, to: 900 });

        expect(times.every((time) => Number.isFinite(scale?.place(time) ?? Number.NaN))).toBe(true);
      }),
    );
  });

  test("renderTimelineSvg counts marks that lie upon each other and stays small", () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({
      at: Date.parse("2026-03-31T00:30:00Z") + index * 10,
      lane: "taken" as const,
      label: `host ${index}`,
      short: `host ${index}`,
      basis: undefined,
    }));

    const svg = renderTimelineSvg(many);

    const counts = [...svg.matchAll(/class="count"[^>]*>(\d+)</g)].map(([, text]) => Number(text));

    expect(svg.length < 60_000).toBe(true);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3000);
    expect(renderTimelineSvg([])).toBe("");
  });
});
