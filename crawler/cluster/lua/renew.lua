-- Renew the lease of pages under way; give those that another worker has by now.
local crawl, worker, lost = ARGV[1], ARGV[2], {}
local known = state_of(crawl) ~= 'unknown'
for n = 3, #ARGV, 2 do
  local level, id = ARGV[n], ARGV[n + 1]
  if known and redis.call('EXISTS', queue(crawl, level)) == 1
      and is_mine(crawl, level, id, worker) then
    redis.call('XCLAIM', queue(crawl, level), GROUP, worker, 0, id, 'JUSTID')
  else
    lost[#lost + 1] = id
  end
end
return lost
