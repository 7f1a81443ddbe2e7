/** The node-fetch client, which is `fetch`. */
export default function create(kit) {
  const { fetch, Headers, Request, Response } = kit.web("fetch");
  const { FormData, Blob, File } = kit.web("blob");
  const client = (...args) => fetch(...args);
  return Object.assign(client, {
    default: client,
    fetch: client,
    Headers,
    Request,
    Response,
    FormData,
    Blob,
    File,
    FetchError: class FetchError extends Error {},
    AbortError: class AbortError extends Error {},
    isRedirect: () => false,
  });
}
