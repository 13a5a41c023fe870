-- Counts a send, unless as many were counted since the client's last contact as may be, and forgets what was sent before.
-- KEYS[1]: the conversation's sends, by their times. ARGV: the last contact, the send, when it may be forgotten, all in Unix
-- milliseconds; how many may be counted: with none it only forgets, also what no gateway wrote.
-- Answers 1 when it is counted, 0 when it is not, -1 where something is stored that no gateway wrote: it stays as it is.
local most = tonumber(ARGV[4])
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'none' and kind ~= 'list' then
  return most == 0 and redis.call('DEL', KEYS[1]) or -1
end

local counted = 0
for _, time in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  local sent = tonumber(time)
  if not sent and most > 0 then
    return -1
  end
  if sent and sent >= tonumber(ARGV[1]) then
    counted = counted + 1
  else
    redis.call('LREM', KEYS[1], 1, time)
  end
end

if counted >= most then
  return 0
end
redis.call('RPUSH', KEYS[1], ARGV[2])
redis.call('PEXPIREAT', KEYS[1], ARGV[3])
return 1
