package dev.lintel.callers.limits;

import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Limits that hold in this process alone. It knows as many accounts as callers have been configured. Any thread may ask. */
public final class LocalLimiter implements Limiter {

    private final InstantSource clock;
    private final Map<String, AtomicReference<Account>> accounts = new ConcurrentHashMap<>();

    /** A limiter by this clock. */
    public LocalLimiter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Reservation reserve(Limits limits, long tokens, Consumer<Reservation> later) {
        AtomicReference<Account> account = account(limits);
        while (true) {
            Account before = Objects.requireNonNull(account.get());
            long millis = clock.millis();
            Account now = before.at(millis);
            Verdict verdict = now.verdict(limits, tokens);
            Account after = verdict == Verdict.GRANTED ? now.reserved(tokens) : now;
            if (verdict != Verdict.GRANTED || account.compareAndSet(before, after)) {
                return new Reservation(
                        limits,
                        this,
                        verdict,
                        after.window(),
                        tokens,
                        after.usage(),
                        after.resetMillis(verdict, millis));
            }
        }
    }

    @Override
    public void settle(Reservation granted, long tokens, double cost) {
        long more = tokens - granted.tokens();
        account(granted.limits())
                .updateAndGet(account -> account.at(clock.millis()).settled(granted.window(), more, cost));
    }

    private AtomicReference<Account> account(Limits limits) {
        AtomicReference<Account> known = accounts.get(limits.caller());
        return known != null
                ? known
                : accounts.computeIfAbsent(limits.caller(), caller -> new AtomicReference<>(Account.NEW));
    }
}
