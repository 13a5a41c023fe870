-- Takes what is due, the longest due first, and lets it be due again later, in case that whoever takes it is no more then.
-- KEYS[1]: a channel's conversations by when they are due. ARGV[1]: now, ARGV[2]: when they are due again, both in Unix milliseconds,
-- ARGV[3]: how many at most.
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, conversation in ipairs(due) do
  redis.call('ZADD', KEYS[1], 'XX', ARGV[2], conversation)
end
return due
