-- May a request leave for a domain? {milliseconds to wait, day}, {-1, day}: its budget is spent.
local domain, delay, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = now()
local day = math.floor(time / 86400000)
if limit >= 0 then
  local spent = P .. ':day:' .. domain .. ':' .. whole(day)
  if tonumber(redis.call('GET', spent) or '0') >= limit then return {-1, day} end
  redis.call('INCR', spent)
  redis.call('EXPIRE', spent, 172800)
end
local pace = P .. ':pace:' .. domain
local next = tonumber(redis.call('GET', pace) or '0')
-- A turn further ahead was given by a clock that has since been set back.
if next > time + delay + 900000 then next = 0 end
local at = math.max(time, next)
if delay > 0 or at > time then
  redis.call('SET', pace, whole(at + delay), 'PX', whole(at + delay - time + 1000))
end
return {at - time, day}
