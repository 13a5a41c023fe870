-- Takes in actions of clients', each as LastContact.Merge does, and keeps the later expiry.
-- KEYS: the conversations. ARGV, two for each: the action, and when it may be forgotten, in Unix milliseconds.
-- Answers 1 for each; 0 where the stored value is no last contact: it stays as it is.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function takes(stored, action)
  local last = tonumber(stored)
  if last >= 0 then
    return action > last
  end
  -- Erased at -last: only what came afterwards counts, an action of whole seconds from the erasure's own second on.
  return action > -last or (action % 1000 == 0 and action >= -last - -last % 1000)
end

local function record(key, action, expires)
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then
    redis.call('SET', key, action, 'PXAT', expires)
    return 1
  end
  if kind ~= 'string' then
    return 0
  end

  local stored = redis.call('GET', key)
  if not string.find(stored, '^%-?%d+$') or math.abs(tonumber(stored)) > 253402300799999 then
    return 0
  end

  local kept = takes(stored, tonumber(action)) and action or stored
  local left = redis.call('PTTL', key)
  if left >= 0 and now + left < tonumber(expires) then
    redis.call('SET', key, kept, 'PXAT', expires)
  elseif kept ~= stored then
    redis.call('SET', key, kept, 'KEEPTTL')
  end
  return 1
end

local kept = {}
for i = 1, #KEYS do
  kept[i] = record(KEYS[i], ARGV[2 * i - 1], ARGV[2 * i])
end
return kept
