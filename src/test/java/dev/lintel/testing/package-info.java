/** What the tests share: fakes of both ends of the wire, and what they say of it. Nothing here knows how Lintel works. */
@NullMarked
package dev.lintel.testing;

import org.jspecify.annotations.NullMarked;
