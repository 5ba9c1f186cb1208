-- Begin a crawl with its first requests; 0 when its marketplace is being crawled.
local crawl, marketplace, facts = ARGV[1], ARGV[2], ARGV[3]
if redis.call('HEXISTS', P .. ':marketplaces', marketplace) == 1 then return 0 end
redis.call('HSET', crawl_key(crawl), 'state', 'running', 'marketplace', marketplace,
  'facts', facts, 'most_pages', ARGV[4],
  'buckets', math.max(math.ceil(tonumber(ARGV[4]) / PAGES_A_BUCKET), 1), 'concurrency', ARGV[5], 'open', 1,
  'began', whole(now()))
redis.call('HSET', P .. ':marketplaces', marketplace, crawl)
for _, level in ipairs(LEVELS) do
  redis.call('XGROUP', 'CREATE', queue(crawl, level), GROUP, '0', 'MKSTREAM')
end
tell(crawl, 'begun', facts)
enqueue_all(crawl, 6, (#ARGV - 5) / 3)
settle(crawl)
return 1
