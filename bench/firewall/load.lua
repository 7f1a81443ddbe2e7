-- Asks for one path again and again, or for a new package or tarball at every request, and reports in JSON.
-- Arguments: mode (same | packument | tarball), path or first package, number of packages, first version, user agent,
-- encoding. Tarballs are asked for as an install does: one of each package, then the next of each.
local mode, start
local counter = 0
local packages, first_version = 1, 0

function init(args)
  mode, start = args[1], args[2]
  packages, first_version = tonumber(args[3]), tonumber(args[4])
  wrk.headers["Accept"] = "application/json"
  wrk.headers["User-Agent"] = args[5]
  if args[6] ~= "identity" then wrk.headers["Accept-Encoding"] = args[6] end
end

local function next_path()
  local n = counter
  counter = counter + 1
  if mode == "packument" then return string.format("/bench-%06d", tonumber(start) + n) end
  local name = string.format("bench-%06d", tonumber(start) + n % packages)
  local v = first_version + math.floor(n / packages)
  return string.format("/%s/-/%s-1.%d.%d.tgz", name, name, math.floor(v / 10), v % 10)
end

function request()
  if mode == "same" then return wrk.format("GET", start) end
  return wrk.format("GET", next_path())
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"durationMs":%.3f,"bytes":%d,"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d},"p50Ms":%.3f,"p95Ms":%.3f}\n',
    summary.requests, summary.duration / 1000, summary.bytes, e.connect, e.read, e.write, e.status, e.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
