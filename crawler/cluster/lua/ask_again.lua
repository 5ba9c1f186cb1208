-- Ask for what a crawl missed, once; give how many pages that were, this time or before.
local crawl = ARGV[1]
local facts = crawl_key(crawl)
local before = redis.call('HGET', facts, 'asked_again')
if before then return tonumber(before) end
local count = enqueue_all(crawl, 2, (#ARGV - 1) / 3)
redis.call('HSET', facts, 'asked_again', count)
return count
