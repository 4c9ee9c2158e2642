/** Shared by the modules of Millrace and by nobody else: padding, the short lock, argument checks. */
package dev.millrace.core.internal;
