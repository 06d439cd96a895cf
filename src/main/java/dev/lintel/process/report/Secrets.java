package dev.lintel.process.report;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of values of the configuration. What may be one is taken for one: only of headers and parameters that are known
 * to carry none the values are shown.
 */
final class Secrets {

    /** What is shown in the place of a secret. */
    static final String MASK = "***";

    private static final Pattern KEY = Pattern.compile("(providers\\..+|viewer)\\.access_key");
    private static final Pattern HEADER = Pattern.compile("providers\\..+\\.headers\\.(.+)");
    private static final Pattern PARAMETER = Pattern.compile("providers\\..+\\.query\\.(.+)");

    private static final Set<String> OPEN_HEADERS = Set.of(
            "accept",
            "accept-language",
            "anthropic-beta",
            "anthropic-version",
            "http-referer",
            "openai-beta",
            "openai-organization",
            "openai-project",
            "user-agent",
            "x-title");

    private static final Set<String> OPEN_PARAMETERS = Set.of("api-version");

    private static final Pattern URL = Pattern.compile("\\s*[A-Za-z][A-Za-z0-9+.-]*://");

    /** Up to the last '@': a password that should have been encoded may hold one, or a slash. */
    private static final Pattern USER_INFO = Pattern.compile("^([^@]*?//)?(\\S*)@(?=[^@]*$)");

    private static final Pattern QUERY = Pattern.compile("([?&][^=&#]*=)[^&#]*");

    private Secrets() {}

    /**
     * The value of a key as it may be shown.
     *
     * @param key its whole path, names of entries as they are
     */
    static String masked(String key, String value) {
        if (KEY.matcher(key).matches()
                || isClosed(key, HEADER, OPEN_HEADERS)
                || isClosed(key, PARAMETER, OPEN_PARAMETERS)) {
            return MASK;
        }
        return key.endsWith(".proxy") || URL.matcher(value).lookingAt() ? maskedUrl(value) : value;
    }

    private static boolean isClosed(String key, Pattern kind, Set<String> open) {
        Matcher named = kind.matcher(key);
        return named.matches() && !open.contains(named.group(1).toLowerCase(Locale.ROOT));
    }

    /** A URL without what it has of credentials: before its host, and behind its question mark. */
    static String maskedUrl(String url) {
        String bare = USER_INFO.matcher(url).replaceFirst(Secrets::withoutUser);
        return QUERY.matcher(bare).replaceAll("$1" + MASK);
    }

    // Tokens are used as names, too.
    private static String withoutUser(MatchResult url) {
        String scheme = url.group(1) == null ? "" : url.group(1);
        return Matcher.quoteReplacement(scheme + url.group(2).replaceAll("[^:]+", MASK) + "@");
    }
}
