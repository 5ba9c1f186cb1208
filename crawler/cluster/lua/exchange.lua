-- A worker hands over the pages of a crawl that it has done, and is handed others.
-- What each page gave and its links are kept, and it is struck off, at once.
-- Of the pages to hand out come first those that a silent worker left, then those that
-- wait: as many as the worker may ask for at once, and as many again to go on with.
-- A page on its last try goes alone to a worker that has nothing else in hand: should
-- the worker die of it, no other page is thought to be the cause.
local crawl, worker, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
local most_tries, most_results = tonumber(ARGV[4]), tonumber(ARGV[5])
local takes, want, in_hand = ARGV[6] == '1', tonumber(ARGV[7]), tonumber(ARGV[8])
local unanswered, held = tonumber(ARGV[9]), tonumber(ARGV[10])
local facts = crawl_key(crawl)

-- A page: level, id, what it gave, the number of its links, and these as requests.
local function finish(first, links)
  local level, id = ARGV[first], ARGV[first + 1]
  local state = state_of(crawl)
  if state ~= 'running' and state ~= 'stopping' then return 'ended' end
  if not is_mine(crawl, level, id, worker) then return 'lost' end
  if state == 'running' then enqueue_all(crawl, first + 4, links) end
  tell(crawl, 'page', ARGV[first + 2])
  redis.call('HINCRBY', facts, 'pages', 1)
  drop(crawl, level, id)
  settle(crawl)
  return 'kept'
end

local outcomes, n = {}, 11
while n <= #ARGV do
  local links = tonumber(ARGV[n + 3])
  outcomes[#outcomes + 1] = finish(n, links)
  n = n + 4 + 3 * links
end

local function answer(state, share, pages)
  return {state, share, outcomes, pages}
end

local state = state_of(crawl)
if state ~= 'running' and state ~= 'stopping' then return answer('ended', 0, {}) end

local share = share_of(crawl, worker, lease, takes, held)
local room = takes and math.min(want, 2 * share - unanswered) or 0
local given, suspect = {}, false
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
      if room > 0 and in_hand == 0 and #given == 0 then
        local got = redis.call('XCLAIM', queue(crawl, level), GROUP, worker, lease, id)
        if got[1] then return answer('alone', share, {{level, id, got[1][2][2]}}) end
      end
    elseif #given < room then
      local got = redis.call('XCLAIM', queue(crawl, level), GROUP, worker, lease, id)
      if got[1] then given[#given + 1] = {level, id, got[1][2][2]} end
    end
  end
end
if state_of(crawl) ~= 'running' then return answer('stopping', 0, {}) end
if suspect then return answer('suspect', share, given) end
if redis.call('XLEN', RESULTS) >= most_results then return answer('full', share, given) end

for _, level in ipairs(LEVELS) do
  if #given >= room then break end
  local read = redis.call('XREADGROUP', 'GROUP', GROUP, worker, 'COUNT', room - #given,
    'STREAMS', queue(crawl, level), '>')
  if read then
    for _, entry in ipairs(read[1][2]) do
      given[#given + 1] = {level, entry[1], entry[2][2]}
    end
  end
end
return answer('running', share, given)
