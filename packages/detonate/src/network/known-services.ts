import type { World } from "../world.ts";

const address = "84.141.72.19";

/** JSON that a well-known kind of service would answer with; nothing for all others. */
export function knownAnswer(world: World, url: URL, method: string): unknown {
  if (isAddressService(url)) return whereabouts(world);
  if (url.hostname === "api.github.com") return gitHubAnswer(url.pathname, method);
  return registryAnswer(url.pathname, method);
}

const addressHosts =
  /(?:^|\.)(?:ip-?api|ipinfo|ipify|ipwho|ipapi|ipgeolocation|geojs|ifconfig|icanhazip|myip|checkip|freegeoip|ip)\b|(?:^|[.-])(?:geo-?ip|geo-?location|geo-?locate|ip-?geo|ip-?locate|whereami)\b/;
const addressPaths =
  /^\/(?:v\d\/|api\/|json\/?$)?(?:ipgeo|geo-?ip|ip-?info|ip-?location|geo-?location|whereami|my-?ip)(?:\/|$|\.json$)/i;

/** Whether somebody is asked who says where in the world a machine is, by the host's name or by the path. */
export function isAddressService({ hostname, pathname }: Pick<URL, "hostname" | "pathname">): boolean {
  return addressHosts.test(hostname) || addressPaths.test(pathname);
}

function whereabouts({ timeZone }: World): unknown {
  const isMoscow = timeZone === "Europe/Moscow";
  const country = isMoscow ? "RU" : "DE";
  const name = isMoscow ? "Russia" : "Germany";
  return {
    status: "success",
    ip: isMoscow ? "95.165.142.20" : address,
    query: isMoscow ? "95.165.142.20" : address,
    country,
    countryCode: country,
    country_code: country,
    country_name: name,
    countryName: name,
    regionName: isMoscow ? "Moscow" : "Land Berlin",
    city: isMoscow ? "Moscow" : "Berlin",
    timezone: timeZone,
    isp: "Deutsche Telekom AG",
    org: "AS3320 Deutsche Telekom AG",
    hosting: false,
    proxy: false,
    loc: "52.5200,13.4050",
  };
}

function gitHubAnswer(path: string, method: string): unknown {
  if (method !== "GET")
    return {
      id: 90_211_843,
      name: "created",
      full_name: "lena-brandt/created",
      html_url: "https://github.com/lena-brandt/created",
      content: { sha: "9c1d" },
    };
  if (path === "/user")
    return { login: "lena-brandt", id: 10_293_841, name: "Lena Brandt", email: "lena@harbourline.example" };
  if (path === "/user/orgs") return [{ login: "harbourline", id: 4_112_230 }];
  if (/^\/(?:user|users\/[^/]+|orgs\/[^/]+)\/repos$/.test(path)) {
    return [
      {
        name: "ledger-web",
        full_name: "harbourline/ledger-web",
        private: true,
        default_branch: "main",
        permissions: { admin: true, push: true },
      },
    ];
  }
  if (/\/releases(?:\/latest|\/tags\/[^/]+)?$/.test(path)) {
    const tag = /\/tags\/([^/]+)$/.exec(path)?.[1] ?? "v1.0.0";
    const release = { tag_name: tag, name: tag, assets: assetsOf(path, tag) };
    return path.endsWith("/releases") ? [release] : release;
  }
  return undefined;
}

const builtFor = [
  "x86_64-unknown-linux-gnu",
  "x86_64-unknown-linux-musl",
  "aarch64-unknown-linux-gnu",
  "aarch64-unknown-linux-musl",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
  "aarch64-pc-windows-msvc",
] as const;

/** Files of a release, named as compilers name the systems that they build for. */
function assetsOf(path: string, tag: string): readonly object[] {
  const [, owner = "", repository = ""] = /^\/repos\/([^/]+)\/([^/]+)\//.exec(path) ?? [];
  const program = repository.replace(/-(?:prebuilt|bin|binaries)$/, "");
  return builtFor.map((target, index) => {
    const name = `${program}-${tag}-${target}.${target.includes("windows") ? "zip" : "tar.gz"}`;
    const base = `https://github.com/${owner}/${repository}/releases/download/${tag}`;
    return {
      id: 4_100 + index,
      name,
      size: 2_048,
      url: `${base}/${name}`,
      browser_download_url: `${base}/${name}`,
    };
  });
}

/** Registries are known by the shapes of their paths. */
function registryAnswer(path: string, method: string): unknown {
  if (path === "/-/whoami") return { username: "lena-brandt" };
  if (path.startsWith("/-/npm/v1/tokens"))
    return { objects: [{ token: "npm_3f", readonly: false, automation: true }], urls: {} };
  if (/^\/-\/(?:user|org)\//.test(path))
    return { "@harbourline/ledger-ui": "write", "harbour-dates": "write" };
  if (path.startsWith("/-/v1/search")) {
    return {
      objects: [
        { package: { name: "harbour-dates", version: "2.3.1", maintainers: [{ username: "lena-brandt" }] } },
      ],
      total: 1,
    };
  }
  if (method === "PUT" && /^\/(?:@[^/]+(?:\/|%2f))?[^/]+$/i.test(path)) return { ok: true, success: true };
  return undefined;
}
