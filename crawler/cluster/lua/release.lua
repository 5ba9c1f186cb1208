-- A worker leaves a crawl: what it has not done is free for the others at once.
local crawl, worker = ARGV[1], ARGV[2]
redis.call('HDEL', shares(crawl), worker)
local state = state_of(crawl)
for n = 3, #ARGV, 2 do
  local level, id = ARGV[n], ARGV[n + 1]
  if state ~= 'unknown' and redis.call('EXISTS', queue(crawl, level)) == 1 then
    local pending = redis.call('XPENDING', queue(crawl, level), GROUP, id, id, 1)
    if #pending == 1 and pending[1][2] == worker then
      if state == 'stopping' then
        drop(crawl, level, id)
        settle(crawl)
      else
        redis.call('XCLAIM', queue(crawl, level), GROUP, 'nobody', 0, id,
          'IDLE', '86400000', 'RETRYCOUNT', math.max(pending[1][4] - 1, 0), 'JUSTID')
      end
    end
  end
end
return 1
