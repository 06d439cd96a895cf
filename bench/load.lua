-- The request that wrk repeats: its body from the file that is named after `--`, then further header fields, name and value
-- in turn. Its result is one line of numbers.

function init(arguments)
   local file = assert(io.open(arguments[1], "rb"))
   wrk.body = file:read("*a")
   file:close()
   wrk.method = "POST"
   wrk.path = "/v1/chat/completions"
   wrk.headers["Content-Type"] = "application/json"
   for i = 2, #arguments, 2 do
      wrk.headers[arguments[i]] = arguments[i + 1]
   end
end

-- Written: requests answered, microseconds, errors (refused, broken or late connections, and statuses over 399).
function done(summary)
   local errors = summary.errors
   io.write(string.format("result %d %d %d\n", summary.requests, summary.duration,
      errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
