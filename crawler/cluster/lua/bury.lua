-- Set a page aside that this worker has and cannot read.
local crawl, level, id, worker, why = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if not is_mine(crawl, level, id, worker) then return 0 end
bury(crawl, level, id, why)
return 1
