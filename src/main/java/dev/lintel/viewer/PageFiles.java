package dev.lintel.viewer;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page and what belongs to it. */
final class PageFiles {

    private static final List<String> SCRIPTS =
            List.of("page.js", "elements.js", "waterfall.js", "details.js", "conversation.js");

    private final PageFile page;
    private final Map<String, PageFile> byName;

    /**
     * One file.
     *
     * @param etag by its content
     */
    record PageFile(String contentType, Buffer content, String etag) {}

    private PageFiles(PageFile page, Map<String, PageFile> byName) {
        this.page = page;
        this.byName = byName;
    }

    static PageFiles load() {
        Map<String, PageFile> byName = new HashMap<>();
        byName.put("page.css", load("page.css", "text/css; charset=utf-8"));
        for (String script : SCRIPTS) {
            byName.put(script, load(script, "text/javascript; charset=utf-8"));
        }
        return new PageFiles(load("page.html", "text/html; charset=utf-8"), Map.copyOf(byName));
    }

    PageFile page() {
        return page;
    }

    Optional<PageFile> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    private static PageFile load(String name, String contentType) {
        try (InputStream file = PageFiles.class.getResourceAsStream("/viewer/" + name)) {
            if (file == null) {
                throw new IllegalStateException("viewer/" + name + " is missing from what was built");
            }
            byte[] content = file.readAllBytes();
            return new PageFile(contentType, Buffer.buffer(content), "\"" + Arrays.hashCode(content) + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException("viewer/" + name, e);
        }
    }
}
