-- May requests leave for their domains? They come as domain, pause and limit; for each
-- {milliseconds to wait, day}, {-1, day}: the domain's budget is spent.
local time = now()
local day = math.floor(time / 86400000)

local function turn(domain, delay, limit)
  if limit >= 0 then
    local spent = P .. ':day:' .. domain .. ':' .. whole(day)
    if tonumber(redis.call('GET', spent) or '0') >= limit then return {-1, day} end
    if redis.call('INCR', spent) == 1 then redis.call('EXPIRE', spent, 172800) end
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
end

local turns = {}
for n = 1, #ARGV, 3 do
  turns[#turns + 1] = turn(ARGV[n], tonumber(ARGV[n + 1]), tonumber(ARGV[n + 2]))
end
return turns
