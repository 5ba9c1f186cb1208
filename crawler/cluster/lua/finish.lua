-- A page is done: what it gave and its links are kept, and it is struck off, at once.
local crawl, level, id, worker, body = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local state = state_of(crawl)
if state ~= 'running' and state ~= 'stopping' then return 'ended' end
if not is_mine(crawl, level, id, worker) then return 'lost' end
if state == 'running' then enqueue_all(crawl, 6) end
tell(crawl, 'page', body)
redis.call('HINCRBY', crawl_key(crawl), 'pages', 1)
drop(crawl, level, id)
settle(crawl)
return 'kept'
