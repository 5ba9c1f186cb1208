-- Hand pages of a crawl to a worker: first what a silent worker left, then what waits.
-- No more are under way than the site allows, and each worker has its share of those.
-- A page on its last try goes alone to a worker that has nothing else in hand: should
-- the worker die of it, no other page is thought to be the cause.
local crawl, worker = ARGV[1], ARGV[2]
local want, lease, most_tries = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local mine, most_results, in_hand = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local state = state_of(crawl)
if state ~= 'running' and state ~= 'stopping' then return {'ended'} end

local given, suspect = {state}, false
for _, level in ipairs(LEVELS) do
  local silent = redis.call('XPENDING', queue(crawl, level), GROUP, 'IDLE', lease, '-', '+', 10)
  for _, one in ipairs(silent) do
    local id, tries = one[1], one[4]
    if state == 'stopping' then
      drop(crawl, level, id)
      settle(crawl)
    elseif tries >= most_tries then
      bury(crawl, level, id, 'the workers that asked for it ended or fell silent, ' .. tries .. ' times')
    elseif tries == most_tries - 1 then
      suspect = true
      if want > 0 and in_hand == 0 and #given == 1 then
        local got = redis.call('XCLAIM', queue(crawl, level), GROUP, worker, lease, id)
        if got[1] then return {'alone', {level, id, got[1][2][2]}} end
      end
    elseif #given <= want then
      local got = redis.call('XCLAIM', queue(crawl, level), GROUP, worker, lease, id)
      if got[1] then given[#given + 1] = {level, id, got[1][2][2]} end
    end
  end
end
if state_of(crawl) ~= 'running' then return {'stopping'} end
if suspect then
  given[1] = 'suspect'
  return given
end
if redis.call('XLEN', RESULTS) >= most_results then
  given[1] = 'full'
  return given
end

local workers = redis.call('ZCOUNT', P .. ':workers', now() - WORKER_SECONDS * 1000, '+inf')
local concurrency = tonumber(redis.call('HGET', crawl_key(crawl), 'concurrency'))
local share = math.ceil(concurrency / math.max(workers, 1)) - mine - #given + 1
local room = math.min(want - #given + 1, concurrency - in_flight(crawl), share)
for _, level in ipairs(LEVELS) do
  if room <= 0 then break end
  local read = redis.call('XREADGROUP', 'GROUP', GROUP, worker, 'COUNT', room,
    'STREAMS', queue(crawl, level), '>')
  if read then
    for _, entry in ipairs(read[1][2]) do
      given[#given + 1] = {level, entry[1], entry[2][2]}
      room = room - 1
    end
  end
end
return given
