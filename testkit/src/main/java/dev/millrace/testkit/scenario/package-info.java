/** Which threads call what: the data of one concurrent test. */
package dev.millrace.testkit.scenario;
