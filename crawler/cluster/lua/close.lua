-- A crawl has ended and is in the database: nothing of its queue is needed any more.
local crawl, summary = ARGV[1], ARGV[2]
local facts = crawl_key(crawl)
local marketplace = redis.call('HGET', facts, 'marketplace')
if marketplace and redis.call('HGET', P .. ':marketplaces', marketplace) == crawl then
  redis.call('HDEL', P .. ':marketplaces', marketplace)
end
for _, level in ipairs(LEVELS) do redis.call('DEL', queue(crawl, level)) end
redis.call('DEL', shares(crawl))
for bucket = 0, tonumber(redis.call('HGET', facts, 'buckets') or '0') - 1 do
  redis.call('UNLINK', facts .. ':met:' .. whole(bucket))
end
redis.call('HSET', facts, 'state', 'done', 'summary', summary)
redis.call('EXPIRE', facts, 604800)
return 1
