/**
 * What can be looked at and changed on the admin port alone while Lintel runs: levels of the log, and the configuration without secrets.
 *
 * <p>Enter by {@link dev.lintel.process.admin.AdminRoutes}, which the container makes, and {@link
 * dev.lintel.process.admin.ShownConfiguration}. The room knows nothing of calls.
 */
@NullMarked
package dev.lintel.process.admin;

import org.jspecify.annotations.NullMarked;
