-- A worker has left, or will not come back.
redis.call('ZREM', P .. ':workers', ARGV[1])
redis.call('HDEL', P .. ':worker_facts', ARGV[1])
return 1
