-- Nobody asks a domain for so many milliseconds: it said when to come again.
local pace = P .. ':pace:' .. ARGV[1]
local milliseconds = tonumber(ARGV[2])
local at = math.max(now() + milliseconds, tonumber(redis.call('GET', pace) or '0'))
redis.call('SET', pace, whole(at), 'PX', whole(at - now() + 1000))
return 1
