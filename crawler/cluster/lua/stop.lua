-- End a crawl before its end: what is under way is still taken, nothing more is asked.
local crawl, reason = ARGV[1], ARGV[2]
if state_of(crawl) ~= 'running' then return 0 end
redis.call('HSET', crawl_key(crawl), 'state', 'stopping', 'reason', reason)
if in_flight(crawl) == 0 then
  redis.call('HINCRBY', crawl_key(crawl), 'open', 1)
  settle(crawl)
end
return 1
