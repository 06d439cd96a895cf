package dev.lintel.callers.redis;

import dev.lintel.callers.limits.Limits;
import dev.lintel.callers.limits.Reservation;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What is asked of Redis: scripts, each one round trip and one step for all Lintels. What is counted is that which {@code Account}
 * counts: a minute in a hash that expires with it, a day's spending in a number that is kept for two.
 */
final class LimitScripts {

    private static final String RESERVE = """
            local requests_limit, tokens_limit, budget = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
            local asked, window = tonumber(ARGV[4]), ARGV[5]
            if budget > 0 and tonumber(redis.call('GET', KEYS[2]) or '0') >= budget then
              return {3, window, 0, 0, 0}
            end
            local requests, tokens = 0, 0
            local left = redis.call('PTTL', KEYS[1])
            local begins = left <= 0
            if begins then
              redis.call('DEL', KEYS[1])
              left = 60000
            else
              local counted = redis.call('HMGET', KEYS[1], 'window', 'requests', 'tokens')
              window, requests, tokens = counted[1], tonumber(counted[2]), tonumber(counted[3])
            end
            if requests_limit > 0 and requests >= requests_limit then
              return {1, window, requests, tokens, left}
            end
            if tokens_limit > 0 and tokens + asked > tokens_limit then
              return {2, window, requests, tokens, left}
            end
            redis.call('HSET', KEYS[1], 'window', window, 'requests', requests + 1, 'tokens', tokens + asked)
            if begins then
              redis.call('PEXPIRE', KEYS[1], left)
            end
            return {0, window, requests + 1, tokens + asked, left}
            """;

    private static final String SETTLE = """
            local more, cost = tonumber(ARGV[2]), tonumber(ARGV[3])
            local window = redis.call('HGET', KEYS[1], 'window')
            if window and (more > 0 or window == ARGV[1]) then
              redis.call('HINCRBY', KEYS[1], 'tokens', ARGV[2])
            elseif more > 0 then
              redis.call('HSET', KEYS[1], 'window', ARGV[4], 'requests', 0, 'tokens', ARGV[2])
              redis.call('PEXPIRE', KEYS[1], 60000)
            end
            if cost > 0 then
              redis.call('INCRBYFLOAT', KEYS[2], ARGV[3])
              redis.call('EXPIRE', KEYS[2], 172800)
            end
            return 0
            """;

    private LimitScripts() {}

    /** Answered with the place of the verdict in {@code Verdict}, the window, its requests, its tokens, milliseconds left. */
    static Request reserve(Limits limits, long tokens, long newWindow, Instant now) {
        return script(RESERVE, limits, now)
                .arg(limits.requestsPerMinute())
                .arg(limits.tokensPerMinute())
                .arg(String.valueOf(limits.budgetPerDay()))
                .arg(tokens)
                .arg(newWindow);
    }

    static Request settle(Reservation granted, long tokens, double cost, long newWindow, Instant now) {
        return script(SETTLE, granted.limits(), now)
                .arg(granted.window())
                .arg(tokens - granted.tokens())
                .arg(String.valueOf(cost))
                .arg(newWindow);
    }

    // In a cluster, braces keep the keys of one caller together.
    private static Request script(String text, Limits limits, Instant now) {
        String keys = "lintel:{" + limits.caller() + "}:";
        return Request.cmd(Command.EVAL)
                .arg(text)
                .arg(2)
                .arg(keys + "minute")
                .arg(keys + "spent:" + LocalDate.ofInstant(now, ZoneOffset.UTC));
    }
}
