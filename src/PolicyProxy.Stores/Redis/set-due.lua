-- Says when what was taken is due next, unless it was recorded or taken anew since.
-- KEYS[1]: a channel's conversations by when they are due. ARGV[1]: the conversation, ARGV[2]: when it was to be due again,
-- ARGV[3]: when it is due, in Unix milliseconds; empty for no more.
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0) ~= tonumber(ARGV[2]) then
  return 0
end

if ARGV[3] == '' then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
