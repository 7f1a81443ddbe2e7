import { plainKey } from "./look-up-setting.ts";

/** Where packages are asked for, and with which credentials. */
const ofRegistries =
  "registry registries scopes always-auth replace-registry-host npm-registry-server npm-scopes npm-registries npm-audit-registry npm-auth-token npm-auth-ident npm-always-auth _auth _auth-token username _password email";
/** What lies between the client and the registry. */
const ofTheWay =
  "proxy http-proxy https-proxy noproxy no-proxy local-address strict-ssl enable-strict-ssl ca cafile cert key certfile keyfile https-ca-file-path https-cert-file-path https-key-file-path network-settings unsafe-http-whitelist enable-network user-agent";
/** Which scripts are run. */
const ofScripts =
  "ignore-scripts enable-scripts allow-scripts strict-allow-scripts dangerously-allow-all-scripts dangerously-allow-all-builds allow-builds only-built-dependencies never-built-dependencies ignored-built-dependencies strict-dep-builds trusted-dependencies enable-pre-post-scripts unsafe-perm";
/** Which versions the client itself takes. */
const ofVersions =
  "before min-release-age min-release-age-exclude minimum-release-age minimum-release-age-exclude minimum-release-age-excludes minimum-release-age-strict minimum-release-age-ignore-missing-time npm-minimal-age-gate npm-preapproved-packages trust-policy trust-policy-exclude";
/** Whether the network is asked at all, and how the client ends. */
const ofAnswers =
  "offline prefer-offline prefer-online enable-offline-mode enable-hardened-mode engine-strict";

const copied = new Set([ofRegistries, ofTheWay, ofScripts, ofVersions, ofAnswers].join(" ").split(" "));

/** Settings that a scope or a host has for itself, and the arguments that Yarn 1 gives to its commands. */
const copiedForms = [
  /^@[^/:]{1,214}:registry$/,
  /^\/\/.{1,1000}:(?:_auth|_authtoken|_auth-token|username|_password|email|always-auth|cafile|certfile|keyfile)$/,
  /^--(?:[a-z-]{1,30}\.)?(?:registry|ignore-scripts)$/,
];

/**
 * Whether a setting of a project is tried with a client: it says where packages come from or what is run. Whatever else
 * there is could name code, or folders that the client would write to.
 */
export function isCopied(path: readonly string[]): boolean {
  const key = plainKey(path);
  return copied.has(key) || copiedForms.some((form) => form.test(key));
}
