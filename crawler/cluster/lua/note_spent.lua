-- Requests that were sent to a domain today by others than workers.
local spent = P .. ':day:' .. ARGV[1] .. ':' .. whole(math.floor(now() / 86400000))
if tonumber(redis.call('GET', spent) or '0') < tonumber(ARGV[2]) then
  redis.call('SET', spent, ARGV[2], 'EX', 172800)
end
return 1
