import { ask, shapedBody, withQuery } from "../parts/clients/client-answer.js";
import { stackNow } from "../system/primordials.js";

/** The axios client. */
export default function create(kit) {
  const axios = makeClient(kit, {});
  Object.assign(axios, {
    create: (defaults) => makeClient(kit, defaults ?? {}),
    Axios: class Axios {},
    AxiosError: class AxiosError extends Error {},
    CancelToken: { source: () => ({ token: {}, cancel: () => undefined }) },
    isAxiosError: (error) => error?.isAxiosError === true,
    isCancel: () => false,
    all: (promises) => Promise.all(promises),
    spread: (callback) => (list) => callback(...list),
    toFormData: (value) => value,
    HttpStatusCode: { Ok: 200 },
    VERSION: "1.13.2",
  });
  return Object.assign(axios, { default: axios, axios });
}

function makeClient(kit, own) {
  const interceptors = { request: hooks(), response: hooks() };
  const client = (first, second) =>
    send(kit, { ...own, interceptors }, typeof first === "string" ? { ...second, url: first } : first);
  client.defaults = { headers: { common: {}, get: {}, post: {} }, ...own };
  client.interceptors = interceptors;
  client.request = client;
  client.getUri = ({ url, params }) => withQuery(url, params);
  for (const method of ["get", "delete", "head", "options"])
    client[method] = (url, options) => client({ ...options, url, method });
  for (const method of ["post", "put", "patch"]) {
    client[method] = (url, data, options) => client({ ...options, url, method, data });
    client[`${method}Form`] = client[method];
  }
  return client;
}

function hooks() {
  const callbacks = [];
  return {
    callbacks,
    use: (callback) => callbacks.push(callback),
    eject: () => undefined,
    clear: () => callbacks.splice(0),
  };
}

async function send(kit, own, asked = {}) {
  const stack = stackNow();
  let config = { headers: {}, method: "get", ...own, ...asked };
  for (const hook of own.interceptors.request.callbacks) config = (await hook?.(config)) ?? config;
  const base = config.baseURL === undefined || /^[a-z]+:/i.test(config.url ?? "") ? "" : config.baseURL;
  const url = withQuery(`${base}${config.url ?? ""}`, config.params);
  let answer;
  try {
    answer = await ask(kit, "axios.request", {
      url,
      method: config.method,
      headers: config.headers,
      body: config.data,
      stack,
    });
  } catch (error) {
    Object.assign(error, { isAxiosError: true, config, request: {}, response: undefined });
    throw error;
  }
  let response = {
    data: shapedBody(answer, config.responseType),
    status: answer.status,
    statusText: answer.reason,
    headers: answer.headers,
    config,
    request: {},
  };
  for (const hook of own.interceptors.response.callbacks) response = (await hook?.(response)) ?? response;
  return response;
}
