package dev.lintel.openai;

import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Azure's way to name a model: in the path, {@code /deployments/{model}/chat/completions}.
 *
 * @param model the model's name, decoded
 * @param rest the path without it, with a slash in front
 */
public record DeploymentPath(String model, String rest) {

    /** Azure allows 64 characters. */
    private static final int MAX_MODEL = 256;

    private static final String PREFIX = "/deployments/";

    /** The paths that Azure has below a deployment; at all others the body alone names the model. */
    private static final List<String> BELOW = List.of(
            "/chat/completions",
            "/completions",
            "/embeddings",
            "/audio/transcriptions",
            "/audio/translations",
            "/audio/speech",
            "/images/generations",
            "/images/edits");

    /** Takes a path apart that names its model; its slashes may be part of the model's name. */
    public static Optional<DeploymentPath> of(String path) {
        if (!path.startsWith(PREFIX)) {
            return Optional.empty();
        }
        for (String rest : BELOW) {
            int end = path.length() - rest.length();
            if (end > PREFIX.length() && path.endsWith(rest)) {
                return of(path, end);
            }
        }
        return of(path, path.indexOf('/', PREFIX.length()));
    }

    private static Optional<DeploymentPath> of(String path, int end) {
        return end <= PREFIX.length()
                ? Optional.empty()
                : Optional.of(new DeploymentPath(decoded(path.substring(PREFIX.length(), end)), path.substring(end)));
    }

    /**
     * {@code path} with the model in it, where Azure has it there; else the path alone.
     *
     * @throws RefusedException for a model that no segment of a path can hold
     */
    public static String with(String model, String path) {
        if (!BELOW.contains(path)) {
            return path;
        }
        // RFC 3986, section 3.3: dot segments lead elsewhere.
        if (model.length() > MAX_MODEL || model.equals(".") || model.equals("..")) {
            throw new RefusedException(ApiError.invalidRequest(
                    400, "invalid_model", "model", "No deployment can have the name that 'model' is."));
        }
        return PREFIX + URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20") + path;
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return segment;
        }
    }
}
