-- A worker leaves: what it has not done is free for the others at once.
local worker = ARGV[1]
for n = 2, #ARGV, 3 do
  local crawl, level, id = ARGV[n], ARGV[n + 1], ARGV[n + 2]
  if redis.call('EXISTS', queue(crawl, level)) == 1 then
    local pending = redis.call('XPENDING', queue(crawl, level), GROUP, id, id, 1)
    if #pending == 1 and pending[1][2] == worker then
      redis.call('XCLAIM', queue(crawl, level), GROUP, 'nobody', 0, id,
        'IDLE', '86400000', 'RETRYCOUNT', math.max(pending[1][4] - 1, 0), 'JUSTID')
    end
  end
end
return 1
