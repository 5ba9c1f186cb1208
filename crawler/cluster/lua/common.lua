-- What all scripts share. KEYS[1] is the prefix of this unit's keys; each script runs
-- whole or not at all, and every time is Redis's own.
local P = KEYS[1]
local RESULTS = P .. ':results'
local GROUP = 'workers'
local LEVELS = {'first', 'usual', 'last'}
local SCHEMA = '1'
local WORKER_SECONDS = 15

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

-- Add a request unless the crawl has met it, or has asked for enough; 1 if it was added.
-- An empty mark is never met.
local function enqueue(crawl, level, mark, text)
  local facts = crawl_key(crawl)
  if mark ~= '' then
    local seen = facts .. ':seen'
    if redis.call('SISMEMBER', seen, mark) == 1 then return 0 end
    if redis.call('SCARD', seen) >= tonumber(redis.call('HGET', facts, 'most_pages')) then
      redis.call('HSET', facts, 'capped', '1')
      return 0
    end
    redis.call('SADD', seen, mark)
  end
  redis.call('XADD', queue(crawl, level), '*', 'request', text)
  redis.call('HINCRBY', facts, 'open', 1)
  return 1
end

-- Requests come as level, mark and text, from ARGV[first] on.
local function enqueue_all(crawl, first)
  local count = 0
  for n = first, #ARGV, 3 do
    count = count + enqueue(crawl, ARGV[n], ARGV[n + 1], ARGV[n + 2])
  end
  return count
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
