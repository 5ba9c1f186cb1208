-- A worker is there; give Redis's time in milliseconds.
local id, told = ARGV[1], ARGV[2]
local time = now()
redis.call('ZADD', P .. ':workers', time, id)
redis.call('HSET', P .. ':worker_facts', id, told)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', P .. ':workers', '-inf', time - 86400000)) do
  redis.call('ZREM', P .. ':workers', gone)
  redis.call('HDEL', P .. ':worker_facts', gone)
end
return time
