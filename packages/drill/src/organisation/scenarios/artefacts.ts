import { buildTarball } from "../../tarball.ts";
import { at, stamp } from "../night.ts";
import type { OrganisationPart, OrganisationRequest, PlantedGrade } from "../organisation.ts";
import { axiosAt } from "../projects.ts";
import type { Scenario } from "./scenario.ts";

/** A bill of materials of a build. */
function plantBill(
  scenario: string,
  name: string,
  bill: { readonly version: string; readonly at: number; readonly grades: readonly PlantedGrade[] },
): OrganisationPart {
  const components = axiosAt(bill.version).map((each) => ({
    type: "library",
    name: each.name,
    version: each.version,
    purl: `pkg:npm/${each.name}@${each.version}`,
    "bom-ref": `pkg:npm/${each.name}@${each.version}`,
  }));
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    version: 1,
    metadata: {
      timestamp: stamp(bill.at),
      component: { type: "application", name, version: "1.0.0", "bom-ref": name },
    },
    components,
    dependencies: [{ ref: name, dependsOn: components.map((each) => each["bom-ref"]) }],
  };
  const path = `bills/${name}.cdx.json`;
  return {
    files: [{ path, content: `${JSON.stringify(document, null, 2)}\n`, modifiedAt: bill.at }],
    truths: [{ place: path, scenario, grades: bill.grades }],
  };
}

/** An archive of a deployed folder. */
function plantArchive(
  scenario: string,
  name: string,
  { version, grades }: { readonly version: string; readonly grades: readonly PlantedGrade[] },
): OrganisationPart {
  const files = axiosAt(version).map((each) => ({
    path: `srv/app/node_modules/${each.name}/package.json`,
    content: `${JSON.stringify({ name: each.name, version: each.version })}\n`,
  }));
  const path = `images/${name}.tar.gz`;
  const manifest = { path: "srv/app/package.json", content: '{"name":"app","version":"1.0.0"}\n' };
  const content = buildTarball([...files, manifest], { prefix: "" });
  return { files: [{ path, content, modifiedAt: at("04:00") }], truths: [{ place: path, scenario, grades }] };
}

function plantRequests(
  scenario: string,
  identity: string,
  {
    requests,
    grades,
  }: { readonly requests: readonly OrganisationRequest[]; readonly grades: readonly PlantedGrade[] },
): OrganisationPart {
  const place = identity.slice(identity.indexOf(":") + 1);
  return { requests, truths: [{ place, scenario, grades }] };
}

const bad = { name: "axios", version: "1.14.1" } as const;

/** Bills, archives and the firewall's own ledger. */
export const artefacts: readonly Scenario[] = [
  {
    name: "bill-of-that-night",
    plant: ({ name }) =>
      plantBill("bill-of-that-night", name, {
        version: "1.14.1",
        at: at("02:10"),
        grades: ["fetched", "locked"],
      }),
  },
  {
    name: "bill-of-another-version",
    plant: ({ name }) =>
      plantBill("bill-of-another-version", name, { version: "1.14.0", at: at("02:10"), grades: ["none"] }),
  },
  {
    name: "archive-with-the-dependency",
    plant: ({ name }) =>
      plantArchive("archive-with-the-dependency", name, { version: "1.14.1", grades: ["fetched"] }),
  },
  {
    name: "archive-without",
    plant: ({ name }) => plantArchive("archive-without", name, { version: "1.14.0", grades: ["none"] }),
  },
  {
    name: "ledger-served",
    plant: ({ name, index }) => {
      const identity = `pipeline:${name}`;
      const remote = `10.1.0.${index % 250}`;
      const requests: readonly OrganisationRequest[] = [
        {
          at: at("00:40"),
          identity,
          remote,
          kind: "packument",
          name: "axios",
          version: undefined,
          outcome: "served",
        },
        { at: at("00:40:02"), identity, remote, kind: "tarball", ...bad, outcome: "served" },
      ];
      return plantRequests("ledger-served", identity, { requests, grades: ["fetched"] });
    },
  },
  {
    name: "ledger-refused",
    plant: ({ name, index }) => {
      const identity = `person:${name}`;
      const remote = `10.1.1.${index % 250}`;
      const requests: readonly OrganisationRequest[] = [
        { at: at("02:02"), identity, remote, kind: "tarball", ...bad, outcome: "refused" },
      ];
      return plantRequests("ledger-refused", identity, { requests, grades: ["none"] });
    },
  },
];
