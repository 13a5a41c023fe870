-- Erases a conversation, unless something later is known of it, and keeps the later expiry.
-- KEYS[1]: the conversation. ARGV[1]: the erasure, ARGV[2]: when it may be forgotten, in Unix milliseconds.
-- A value that is no last contact is erased like any other.
local readable = redis.call('TYPE', KEYS[1]).ok == 'string'
local stored = readable and redis.call('GET', KEYS[1])

if stored and string.find(stored, '^%-?%d+$') then
  local last = math.abs(tonumber(stored))
  if last > tonumber(ARGV[1]) and last <= 253402300799999 then
    return 1
  end
end

local left = redis.call('PTTL', KEYS[1])
local clock = redis.call('TIME')
local expires = clock[1] * 1000 + math.floor(clock[2] / 1000) + left
if left >= 0 and expires >= tonumber(ARGV[2]) then
  redis.call('SET', KEYS[1], '-' .. ARGV[1], 'KEEPTTL')
else
  redis.call('SET', KEYS[1], '-' .. ARGV[1], 'PXAT', ARGV[2])
end
return 1
