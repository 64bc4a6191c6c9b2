/**
 * The scripts of the ledger. All keys carry one hash tag, so that a cluster
 * keeps them together. Amounts stay text where they can: Lua would write large
 * ones with an exponent. Sums below 2^53 are exact.
 *
 * A balance is three fields of the hash of its period: `<scope>|s` settled,
 * `<scope>|h` held, `<scope>|u` unreconciled.
 */

const MOVE = `
local function move(key, scope, kind, amount, sign)
  if amount ~= '0' then
    redis.call('HINCRBY', key, scope .. '|' .. kind, sign .. amount)
  end
end
`;

/** KEYS marker, limits, balances, hold, open, all; ARGV id, amount, created, expires, attempt, period, scopes. */
export const RESERVE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return {'lost'} end
local state = redis.call('HGET', KEYS[4], 'state')
if state == 'open' then return {'granted'} end
if state then return {'unlimited'} end
local scopes = {unpack(ARGV, 7)}
local limits = redis.call('HMGET', KEYS[2], unpack(scopes))
local fields = {}
for i, scope in ipairs(scopes) do
  fields[3 * i - 2] = scope .. '|s'
  fields[3 * i - 1] = scope .. '|h'
  fields[3 * i] = scope .. '|u'
end
local sums = redis.call('HMGET', KEYS[3], unpack(fields))
local amount = tonumber(ARGV[2])
local limited = false
for i, scope in ipairs(scopes) do
  if limits[i] then
    limited = true
    local headroom = tonumber(limits[i]) - tonumber(sums[3 * i - 2] or 0)
      - tonumber(sums[3 * i - 1] or 0) - tonumber(sums[3 * i] or 0)
    if amount > headroom then
      return {'refused', scope, limits[i], string.format('%.0f', headroom)}
    end
  end
end
if not limited then return {'unlimited'} end
for _, scope in ipairs(scopes) do
  redis.call('HINCRBY', KEYS[3], scope .. '|h', ARGV[2])
end
redis.call('HSET', KEYS[4], 'state', 'open', 'amount', ARGV[2],
  'created', ARGV[3], 'expires', ARGV[4], 'attempt', ARGV[5],
  'period', ARGV[6], 'scopes', cjson.encode(scopes))
redis.call('ZADD', KEYS[5], ARGV[4], ARGV[1])
redis.call('ZADD', KEYS[6], ARGV[3], ARGV[1])
return {'granted'}
`;

/** KEYS marker, hold, open, all; ARGV id, state or `void`, amount, prefix, ms to keep what ended. */
export const END = `${MOVE}
if redis.call('EXISTS', KEYS[1]) == 0 then return {'lost'} end
local hold = redis.call('HMGET', KEYS[2], 'state', 'amount', 'period', 'scopes')
local before = hold[1]
local state = ARGV[2]
if state == 'void' then
  state = 'released'
  if not before then
    redis.call('HSET', KEYS[2], 'state', state)
    redis.call('PEXPIRE', KEYS[2], ARGV[5])
  end
end
if before ~= 'open' and (before ~= 'unreconciled' or before == state) then
  return {'none'}
end
local balances = ARGV[4] .. 'balances:' .. hold[3]
local from = before == 'open' and 'h' or 'u'
for _, scope in ipairs(cjson.decode(hold[4])) do
  move(balances, scope, from, hold[2], '-')
  if state == 'unreconciled' then move(balances, scope, 'u', hold[2], '') end
  if state == 'settled' then move(balances, scope, 's', ARGV[3], '') end
end
redis.call('HSET', KEYS[2], 'state', state)
redis.call('ZREM', KEYS[3], ARGV[1])
if state ~= 'unreconciled' then
  redis.call('HSET', KEYS[2], 'charged', ARGV[3])
  redis.call('ZREM', KEYS[4], ARGV[1])
  redis.call('PEXPIRE', KEYS[2], ARGV[5])
end
return {'applied', tonumber(ARGV[3]) > tonumber(hold[2]) and '1' or '0'}
`;

/** KEYS marker, open; ARGV now, most, prefix. Returns the ids. */
export const REAP = `${MOVE}
if redis.call('EXISTS', KEYS[1]) == 0 then return {'lost'} end
local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[1],
  'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
  local key = ARGV[3] .. 'hold:' .. id
  local hold = redis.call('HMGET', key, 'amount', 'period', 'scopes')
  local balances = ARGV[3] .. 'balances:' .. hold[2]
  for _, scope in ipairs(cjson.decode(hold[3])) do
    move(balances, scope, 'h', hold[1], '-')
    move(balances, scope, 'u', hold[1], '')
  end
  redis.call('HSET', key, 'state', 'unreconciled')
  redis.call('ZREM', KEYS[2], id)
end
return {'ids', unpack(ids)}
`;

/** KEYS limits; ARGV revision, then scope and amount by turns, empty for no limit. */
export const SET_LIMITS = `
if tonumber(ARGV[1]) < tonumber(redis.call('HGET', KEYS[1], '#') or 0) then
  return {'later'}
end
redis.call('HSET', KEYS[1], '#', ARGV[1])
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[1], ARGV[i])
  else
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
return {'set'}
`;

/** KEYS marker, imports, balances; ARGV id, amount, scopes. */
export const IMPORT = `${MOVE}
if redis.call('EXISTS', KEYS[1]) == 0 then return {'lost'} end
if redis.call('SADD', KEYS[2], ARGV[1]) == 0 then return {'none'} end
for i = 3, #ARGV do
  move(KEYS[3], ARGV[i], 's', ARGV[2], '')
end
return {'applied'}
`;

/** KEYS marker, balances; ARGV marker, then scope and amount by turns. */
export const START = `
if redis.call('EXISTS', KEYS[1]) == 1 then return {'none'} end
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[2], ARGV[i] .. '|s', ARGV[i + 1])
end
redis.call('SET', KEYS[1], ARGV[1])
return {'begun'}
`;
