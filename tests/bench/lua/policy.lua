-- The 24-hour policy for nginx: WhatsApp text messages only, last contacts in Redis under the gateway's keys.
-- With REMEMBER=1 open windows are remembered in shared memory, as the gateway does; without, every send asks Redis.
local bit, cjson, ffi, redis = require "bit", require "cjson.safe", require "ffi", require "nginx.redis"

ffi.cdef [[
const void *EVP_sha256(void);
unsigned char *HMAC(const void *kind, const void *key, int key_length, const unsigned char *data, size_t length,
                    unsigned char *mac, unsigned int *mac_length);
]]

local WINDOW, KEPT = 86400 * 1000, 2 * 86400 * 1000
local SECRET, REDIS_PORT = os.getenv("APP_SECRET"), tonumber(os.getenv("REDIS_PORT"))
local RECORD = "local last = tonumber(redis.call('GET', KEYS[1])) " ..
    "if not last or tonumber(ARGV[1]) > last then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end return 1"
local RECORD_SHA = ngx.sha1_bin(RECORD):gsub(".", function(c) return ("%02x"):format(c:byte()) end)
local remembered = os.getenv("REMEMBER") == "1" and ngx.shared.remembered or nil
local sha256, mac = ffi.C.EVP_sha256(), ffi.new("unsigned char[32]")
local policy = {}

local function answer(status, code, message, details)
    ngx.status = status
    ngx.header["Content-Type"] = "application/json; charset=UTF-8"
    ngx.print(cjson.encode { error = { message = message, type = "OAuthException", code = code,
        error_data = { messaging_product = "whatsapp", details = details }, fbtrace_id = ngx.var.request_id } })
    return ngx.exit(status)
end

local function unavailable(problem)
    ngx.log(ngx.ERR, "Redis: ", problem)
    return answer(503, 2, "Service temporarily unavailable", "The store does not answer.")
end

local function connect()
    local connection = redis:new()
    connection:set_timeout(400)
    local connected, problem = connection:connect("127.0.0.1", REDIS_PORT)
    return connected and connection, problem
end

local function key_of(account, contact)
    return "policyproxy:window:whatsapp:" .. account .. ":" .. contact
end

local function remember(key, last)
    if remembered and last > (remembered:get(key) or 0) then remembered:set(key, last) end
end

local function is_open(last)
    return last and ngx.now() * 1000 < last + WINDOW
end

function policy.send(account)
    ngx.req.read_body()
    local message = cjson.decode(ngx.req.get_body_data() or "")
    local to = type(message) == "table" and message.to
    if type(to) ~= "string" or not to:find("^%d+$") then return answer(400, 100, "(#100) Invalid parameter", "to") end

    local key = key_of(account, to)
    if remembered and is_open(remembered:get(key)) then return end

    local connection, problem = connect()
    if not connection then return unavailable(problem) end
    local stored
    stored, problem = connection:get(key)
    if not stored then return unavailable(problem) end
    connection:set_keepalive(60000, 256)

    local last = tonumber(stored)
    if not is_open(last) then
        return answer(400, 131047, "(#131047) Re-engagement message",
            "Message was not delivered: more than 24 hours have passed since the customer last wrote.")
    end
    remember(key, last)
end

local function is_signed(body, signature)
    if not signature or #signature ~= 71 or signature:sub(1, 7) ~= "sha256=" then return false end
    ffi.C.HMAC(sha256, SECRET, #SECRET, body, #body, mac, nil)
    local difference = 0
    for i = 0, 31 do
        difference = bit.bor(difference, bit.bxor(mac[i], tonumber(signature:sub(8 + i * 2, 9 + i * 2), 16) or 256))
    end
    return difference == 0
end

local function contacts_of(document)
    local found = {}
    for _, entry in ipairs(document.entry) do
        for _, change in ipairs(entry.changes) do
            for _, message in ipairs(change.value.messages or {}) do
                found[#found + 1] = { key_of(change.value.metadata.phone_number_id, message.from), tonumber(message.timestamp) * 1000 }
            end
        end
    end
    return found
end

-- Redis forgets scripts when it restarts: then each is told anew.
local function record(connection, contacts)
    connection:init_pipeline(#contacts)
    for _, contact in ipairs(contacts) do connection:evalsha(RECORD_SHA, 1, contact[1], contact[2], KEPT) end
    local replies, problem = connection:commit_pipeline()
    if not replies then return nil, problem end
    for i, reply in ipairs(replies) do
        if type(reply) == "table" and reply[1] == false then
            if not reply[2]:find("NOSCRIPT", 1, true) then return nil, reply[2] end
            local recorded
            recorded, problem = connection:eval(RECORD, 1, contacts[i][1], contacts[i][2], KEPT)
            if not recorded then return nil, problem end
        end
    end
    return true
end

function policy.webhook()
    ngx.req.read_body()
    local body = ngx.req.get_body_data() or ""
    if not is_signed(body, ngx.var.http_x_hub_signature_256) then
        return answer(401, 190, "Invalid signature", "X-Hub-Signature-256")
    end
    local document = cjson.decode(body)
    local contacts = document and contacts_of(document) or {}
    if #contacts == 0 then return end

    local connection, problem = connect()
    if not connection then return unavailable(problem) end
    local recorded
    recorded, problem = record(connection, contacts)
    if not recorded then return unavailable(problem) end
    connection:set_keepalive(60000, 256)
    for _, contact in ipairs(contacts) do remember(contact[1], contact[2]) end
end

return policy
