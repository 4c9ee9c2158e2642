/** What the packages of the testkit share, and nobody else sees. */
@NullMarked
package dev.millrace.testkit.internal;

import org.jspecify.annotations.NullMarked;
