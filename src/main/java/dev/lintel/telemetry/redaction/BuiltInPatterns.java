package dev.lintel.telemetry.redaction;

import java.util.List;
import java.util.regex.Pattern;

/** What secrets look like. Every repetition is possessive or short, so that no text takes more than one look at each place. */
final class BuiltInPatterns {

    /** Keys and tokens by which their issuers know them, bearer tokens, JSON Web Tokens, private keys. */
    static final Pattern KEYS = Pattern.compile(
            // First what is cheap: most places begin none of them.
            "(?=sk-|[prs]k_|gsk|hf[_-]|r8[_-]|xai|pplx|gh[oprsu]_|github_|glpat|A[KS]IA|AIza|(?i:aws_)|ya29|xox|xapp|eyJ"
                    + "|(?i:bea)|-----B)"
                    // Behind a letter or digit nothing begins, unless that belongs to an escape of JSON or of a URL.
                    + "(?:(?<![A-Za-z0-9])|(?<=\\\\[bfnrt])|(?<=%[0-9A-Fa-f]{2}))"
                    + "(?:"
                    + String.join("|", keys())
                    + ")");

    /** Addresses of mail. */
    static final Pattern EMAILS = Pattern.compile(
            "(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]++" + "@[\\p{L}\\p{N}-]++(?:\\.[\\p{L}\\p{N}-]++)++");

    private BuiltInPatterns() {}

    private static List<String> keys() {
        return List.of(
                // OpenAI, Anthropic and many who took it up.
                "sk-[A-Za-z0-9_-]{8,}+",
                "[prs]k_(?:live|test)_[A-Za-z0-9]{8,}+",
                "(?:gsk|hf|r8|xai|pplx)[_-][A-Za-z0-9_-]{16,}+",
                // GitHub, GitLab.
                "gh[oprsu]_[A-Za-z0-9]{16,}+",
                "github_pat_[A-Za-z0-9_]{16,}+",
                "glpat-[A-Za-z0-9_-]{16,}+",
                // AWS.
                "A[KS]IA[A-Z0-9]{12,}+",
                "(?i:aws_secret_access_key)[\"']?\\s{0,4}[=:]\\s{0,4}[\"']?[A-Za-z0-9/+=]{16,}+",
                // Google.
                "AIza[A-Za-z0-9_-]{20,}+",
                "ya29\\.[A-Za-z0-9_-]{16,}+",
                // Slack.
                "xox[a-z]-[A-Za-z0-9-]{8,}+",
                "xapp-[A-Za-z0-9-]{8,}+",
                // JSON Web Tokens: both begin with '{"' in base64.
                "eyJ[A-Za-z0-9_-]{5,}+\\.[A-Za-z0-9_-]{5,}+(?:\\.[A-Za-z0-9_-]++)?+",
                // A word of prose may follow 'bearer', but none that is so long or has a digit in it.
                "(?i:bearer)(?:\\s|%20|\\+){1,4}+(?:[A-Za-z0-9._~+/=-]{20,}+"
                        + "|(?=[A-Za-z._~+/=-]*+[0-9])[A-Za-z0-9._~+/=-]{8,}+)",
                // To the end of the text if the key has none.
                "-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY[\\s\\S]*?(?:-----END [A-Z0-9 ]{0,60}+-{0,5}+|\\z)");
    }
}
