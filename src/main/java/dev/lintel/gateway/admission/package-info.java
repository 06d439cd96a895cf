/**
 * What no call may be, whatever it is about: refused before anything of it is read. Web pages of other origins among it. And what is
 * none, for it only asks whether somebody is there.
 *
 * <p>Enter by {@link dev.lintel.gateway.admission.Admission}. It looks at heads alone, and knows no provider.
 */
@NullMarked
package dev.lintel.gateway.admission;

import org.jspecify.annotations.NullMarked;
