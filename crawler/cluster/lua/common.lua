-- What all scripts share. KEYS[1] is the prefix of this unit's keys; each script runs
-- whole or not at all, and every time is Redis's own.
local P = KEYS[1]
local RESULTS = P .. ':results'
local GROUP = 'workers'
local LEVELS = {'first', 'usual', 'last'}
local SCHEMA = '1'
local PAGES_A_BUCKET = 256

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function whole(number)
  return string.format('%.0f', number)
end

local function crawl_key(crawl)
  return P .. ':crawl:' .. crawl
end

local function queue(crawl, level)
  return crawl_key(crawl) .. ':queue:' .. level
end

local function shares(crawl)
  return crawl_key(crawl) .. ':shares'
end

local function state_of(crawl)
  return redis.call('HGET', crawl_key(crawl), 'state') or 'unknown'
end

local function tell(crawl, kind, body)
  redis.call('XADD', RESULTS, '*', 'schema', SCHEMA, 'crawl', crawl, 'kind', kind, 'body', body)
end

local function in_flight(crawl)
  local count = 0
  for _, level in ipairs(LEVELS) do
    count = count + redis.call('XPENDING', queue(crawl, level), GROUP)[1]
  end
  return count
end

-- The pages that a crawl has met, by the numbers that stand for them: small sets of
-- whole numbers, which Redis keeps in eight bytes each.
local function met(crawl, buckets, mark)
  return crawl_key(crawl) .. ':met:' .. whole(tonumber(string.sub(mark, -6)) % buckets)
end

-- Add requests unless the crawl has met them, or has asked for enough; give how many
-- were added. They come as level, mark and text; an empty mark is never met.
local function enqueue_all(crawl, first, count)
  local facts, added, fresh = crawl_key(crawl), 0, 0
  local known = redis.call('HMGET', facts, 'met', 'most_pages', 'buckets')
  local room, buckets = tonumber(known[2]) - tonumber(known[1] or '0'), tonumber(known[3])
  for n = first, first + 3 * count - 1, 3 do
    local level, mark, text = ARGV[n], ARGV[n + 1], ARGV[n + 2]
    local new = true
    if mark ~= '' then
      local set = met(crawl, buckets, mark)
      if fresh < room then
        new = redis.call('SADD', set, mark) == 1
        if new then fresh = fresh + 1 end
      else
        if redis.call('SISMEMBER', set, mark) == 0 then redis.call('HSET', facts, 'capped', '1') end
        new = false
      end
    end
    if new then
      redis.call('XADD', queue(crawl, level), '*', 'request', text)
      added = added + 1
    end
  end
  redis.call('HINCRBY', facts, 'met', fresh)
  redis.call('HINCRBY', facts, 'open', added)
  return added
end

-- A page is done: with the last one the crawl has ended.
local function settle(crawl)
  local facts = crawl_key(crawl)
  local open = redis.call('HINCRBY', facts, 'open', -1)
  local state = state_of(crawl)
  if state == 'running' and open <= 0 then
    tell(crawl, 'drained', cjson.encode({
      capped = redis.call('HGET', facts, 'capped') == '1',
      asked_again = redis.call('HEXISTS', facts, 'asked_again') == 1,
    }))
  elseif state == 'stopping' and in_flight(crawl) == 0 then
    redis.call('HSET', facts, 'state', 'stopped')
    tell(crawl, 'stopped', cjson.encode({reason = redis.call('HGET', facts, 'reason')}))
  end
end

local function drop(crawl, level, id)
  redis.call('XACK', queue(crawl, level), GROUP, id)
  redis.call('XDEL', queue(crawl, level), id)
end

-- Whether this worker, and no other, has the page now.
local function is_mine(crawl, level, id, worker)
  local pending = redis.call('XPENDING', queue(crawl, level), GROUP, id, id, 1)
  return #pending == 1 and pending[1][2] == worker
end

-- Set a page aside that cannot be had: it is kept for a person, and counts as failed.
local function bury(crawl, level, id, why)
  local entry = redis.call('XRANGE', queue(crawl, level), id, id)
  local text = entry[1] and entry[1][2][2] or ''
  redis.call('XADD', P .. ':dead', '*', 'crawl', crawl,
    'marketplace', redis.call('HGET', crawl_key(crawl), 'marketplace') or '',
    'why', why, 'what', text)
  tell(crawl, 'buried', cjson.encode({why = why, request = text}))
  drop(crawl, level, id)
  settle(crawl)
end

-- How many pages of a crawl this worker may ask for at once. The workers that take part
-- share what the site allows, and what they hold never adds up to more: one that may
-- have less gives it up first, and one that fell silent holds its share for a lease.
local function share_of(crawl, worker, lease, takes, held)
  local key, time = shares(crawl), now()
  local most = tonumber(redis.call('HGET', crawl_key(crawl), 'concurrency'))
  local told, names, others = redis.call('HGETALL', key), {}, 0
  for n = 1, #told, 2 do
    local has, at = string.match(told[n + 1], '^(%d+) (%d+)$')
    if told[n] == worker then
      -- It counts by what it says now.
    elseif math.abs(time - tonumber(at)) > lease then
      redis.call('HDEL', key, told[n])
    else
      names[#names + 1] = told[n]
      others = others + tonumber(has)
    end
  end
  local share = 0
  if takes then
    names[#names + 1] = worker
    table.sort(names)
    -- Who has one more differs from crawl to crawl.
    local turn = tonumber(string.sub(crawl, 1, 6), 16) or 0
    for rank, name in ipairs(names) do
      if name == worker then turn = (turn + rank) % #names end
    end
    local fair = math.floor(most / #names) + (turn < most % #names and 1 or 0)
    share = math.max(math.min(fair, most - others), 0)
  end
  if takes or held > 0 then
    redis.call('HSET', key, worker, whole(math.max(share, held)) .. ' ' .. whole(time))
  else
    redis.call('HDEL', key, worker)
  end
  return share
end
