import { at, stamp } from "../night.ts";
import type { Scenario } from "./scenario.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"] as const;

/** The form of nginx and Apache, in a zone of its own. */
function combined(
  instant: number,
  address: string,
  { request, status, bytes }: { readonly request: string; readonly status: number; readonly bytes: number },
): string {
  const local = new Date(instant + 2 * 3_600_000);
  const [date = "", time = ""] = local.toISOString().split(/[T.]/);
  const [year = "", month = "01", day = ""] = date.split("-");
  return `${address} - - [${day}/${months[Number(month) - 1] ?? "Jan"}/${year}:${time} +0200] "${request} HTTP/1.1" ${status} ${bytes} "-" "npm/11.6.0 node/v22.19.0 linux x64 workspaces/false ci/jenkins"\n`;
}

/** A pipeline that a caching proxy still served hours after the registry had removed it; beside it one that was refused. */
const servedAfterRemoval: Scenario = {
  name: "served-from-a-cache-after-removal",
  plant: ({ index }) => {
    const served = `10.9.${index % 250}.11`;
    const refused = `10.9.${index % 250}.12`;
    const other = `10.9.${index % 250}.13`;
    const lines = [
      combined(at("09:11:58"), served, {
        request: "GET /npm/axios",
        status: 200,
        bytes: 91_240,
      }),
      combined(at("09:12:03"), served, {
        request: "GET /npm/axios/-/axios-1.14.1.tgz",
        status: 200,
        bytes: 634_112,
      }),
      combined(at("09:14:40"), refused, {
        request: "GET /npm/axios/-/axios-1.14.1.tgz",
        status: 404,
        bytes: 153,
      }),
      combined(at("09:15:01"), other, {
        request: "GET /npm/axios/-/axios-1.14.0.tgz",
        status: 200,
        bytes: 634_001,
      }),
    ];
    return {
      files: [
        { path: `proxies/nginx-${index}/access.log`, content: lines.join(""), modifiedAt: at("10:00") },
      ],
      truths: [
        { place: served, scenario: "served-from-a-cache-after-removal", grades: ["fetched"] },
        { place: refused, scenario: "refused-by-the-proxy", grades: ["none"] },
        { place: other, scenario: "another-version-from-the-proxy", grades: ["none"] },
      ],
    };
  },
};

/** A request log of Artifactory, in UTC, fields between bars. */
const artifactory: Scenario = {
  name: "artifactory-served",
  plant: ({ index, name }) => {
    const user = `ci-${name}`;
    const row = (instant: number, who: string, file: string): string =>
      `${stamp(instant).replace("Z", ".417Z")}|4f1c9a0e7b2d${index}|10.20.0.${index % 250}|${who}|GET|/api/npm/npm-remote/${file}|200|-1|4209|33|npm/11.6.0 node/v22.19.0 linux x64\n`;
    const lines = [
      row(at("00:58:21"), user, "plain-crypto-js/-/plain-crypto-js-4.2.1.tgz"),
      row(at("01:03:00"), `${user}-docs`, "react/-/react-19.1.0.tgz"),
    ];
    return {
      files: [
        {
          path: `proxies/artifactory-${index}/artifactory-request.log`,
          content: lines.join(""),
          modifiedAt: at("02:00"),
        },
      ],
      truths: [{ place: user, scenario: "artifactory-served", grades: ["fetched"] }],
    };
  },
};

/** Logs of proxies. */
export const proxies: readonly Scenario[] = [servedAfterRemoval, artifactory];
