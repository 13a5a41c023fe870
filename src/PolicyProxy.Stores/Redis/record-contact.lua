-- Takes in one action of a client's, as LastContact.Merge does, and keeps the later expiry.
-- KEYS[1]: the conversation. ARGV[1]: the action, ARGV[2]: when it may be forgotten, in Unix milliseconds.
-- Answers 1; 0 when the stored value is no last contact: it stays as it is.
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'string' and kind ~= 'none' then
  return 0
end

local stored = redis.call('GET', KEYS[1])
local kept = ARGV[1]

if stored then
  local last, action = tonumber(stored), tonumber(ARGV[1])
  if not string.find(stored, '^%-?%d+$') or math.abs(last) > 253402300799999 then
    return 0
  end

  local takes
  if last >= 0 then
    takes = action > last
  else
    -- Erased at -last: only what came afterwards counts, an action of whole seconds from the erasure's own second on.
    takes = action > -last or (action % 1000 == 0 and action >= -last - -last % 1000)
  end
  if not takes then
    kept = stored
  end
end

local left = redis.call('PTTL', KEYS[1])
local clock = redis.call('TIME')
local expires = clock[1] * 1000 + math.floor(clock[2] / 1000) + left
if left == -1 or (left >= 0 and expires >= tonumber(ARGV[2])) then
  if kept ~= stored then
    redis.call('SET', KEYS[1], kept, 'KEEPTTL')
  end
else
  redis.call('SET', KEYS[1], kept, 'PXAT', ARGV[2])
end
return 1
