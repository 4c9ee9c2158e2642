/** Pages and tables that show what a check has found. A page is one file: it loads nothing, and works without a network. */
package dev.millrace.testkit.report;
