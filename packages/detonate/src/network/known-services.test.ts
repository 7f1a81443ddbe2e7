import { expect, test } from "vitest";

import { isAddressService } from "./known-services.ts";

test.each([
  ["https://ipinfo.io/json", true],
  ["https://api.ipgeolocation.io/v1", true],
  ["https://geo-ip.service.invalid/", true],
  ["https://api.service.invalid/ipgeo?apiKey=1", true],
  ["https://service.invalid/v2/my-ip", true],
  ["https://geometry.example/shapes", false],
  ["https://registry.example/geo-ip-tools", false],
  ["https://zip.example/a.zip", false],
])("isAddressService of %s is %s", (url, expected) => {
  expect(isAddressService(new URL(url))).toBe(expected);
});
