-- Tells every gateway of an erasure: at once those that listen, and those that missed it when they look.
-- KEYS[1]: the erasures, by the time of this server. ARGV[1]: the erasure, ARGV[2]: for how many milliseconds it is told.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PUBLISH', KEYS[1], ARGV[1])
return 1
