-- Renew the lease of pages under way; give those that another worker has by now.
local worker, lost = ARGV[1], {}
for n = 2, #ARGV, 3 do
  local crawl, level, id = ARGV[n], ARGV[n + 1], ARGV[n + 2]
  if state_of(crawl) ~= 'unknown' and redis.call('EXISTS', queue(crawl, level)) == 1
      and is_mine(crawl, level, id, worker) then
    redis.call('XCLAIM', queue(crawl, level), GROUP, worker, 0, id, 'JUSTID')
  else
    lost[#lost + 1] = id
  end
end
return lost
