-- What wrk sends: messages in a scattered order over all contacts, made as they are sent, so that every webhook is news.
-- Usage: wrk -t1 ... -s load.lua URL -- MESSAGES KIND CONTACTS START EVENTS; the secret is in APP_SECRET.
-- Contact i is closed when i is a multiple of 10, else open.
local ffi = require "ffi"

ffi.cdef [[
const void *EVP_sha256(void);
unsigned char *HMAC(const void *kind, const void *key, int key_length, const unsigned char *data, size_t length,
                    unsigned char *mac, unsigned int *mac_length);
]]

local STRIDE = 7919
local SECRET = os.getenv("APP_SECRET")
local sha256, mac = ffi.C.EVP_sha256(), ffi.new("unsigned char[32]")
local send, before, message, after, count, position, events, pick

local function read(directory, name)
    local file = assert(io.open(directory .. "/" .. name))
    local text = file:read("*a"):gsub("%s+$", "")
    file:close()
    return text
end

-- A template as a format: its marks are put in by string.format.
local function format_of(text)
    return (text:gsub("%%", "%%%%"):gsub("@CONTACT@", "1631%%07d"):gsub("@SECONDS@", "%%d"))
end

local function open_contact(k) return 10 * math.floor(k / 9) + k % 9 + 1 end

local function next_contact()
    position = position + 1
    return pick(position)
end

local function webhook()
    local now, parts = os.time(), {}
    for i = 1, events do parts[i] = message:format(next_contact(), now) end
    local body = before .. table.concat(parts, ",") .. after
    ffi.C.HMAC(sha256, SECRET, #SECRET, body, #body, mac, nil)
    local signature = ffi.string(mac, 32):gsub(".", function(c) return ("%02x"):format(c:byte()) end)
    local headers = {
        ["Content-Type"] = "application/json", ["User-Agent"] = "facebookexternalua", ["X-Hub-Signature-256"] = "sha256=" .. signature,
    }
    return wrk.format("POST", "/webhooks/whatsapp", headers, body)
end

function init(args)
    local directory, kind, contacts = args[1], args[2], tonumber(args[3])
    position, events = tonumber(args[4]), tonumber(args[5])
    send, message = format_of(read(directory, "send.json")), format_of(read(directory, "message.json"))
    before, after = read(directory, "webhook.json"):match("^(.-)@MESSAGES@(.*)$")

    local open, closed = contacts / 10 * 9, contacts / 10
    pick = function(k) return open_contact(k * STRIDE % open) end
    if kind == "send-closed" then pick = function(k) return 10 * (k * STRIDE % closed) end end
    if kind == "webhook" then
        request = webhook
        return
    end

    -- The recipient is in a header, too: the upstream names it in its answer, as the platform does, without reading the body.
    local headers = {
        ["Content-Type"] = "application/json", ["Authorization"] = "Bearer EAAJB-access-token-of-the-helpdesk", ["X-Recipient"] = "1631",
    }
    local whole = wrk.format("POST", "/v23.0/106540352242922/messages", headers, send:format(0))
    local head, middle, tail = whole:match("^(.*X%-Recipient: )[0-9]+(.*\"to\":\")[0-9]+(\".*)$")
    request = function()
        local contact = ("1631%07d"):format(next_contact())
        return head .. contact .. middle .. contact .. tail
    end
end

function done(summary, latency)
    local errors = summary.errors
    io.write(("RESULT %d %d %d %d %d %d\n"):format(summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
