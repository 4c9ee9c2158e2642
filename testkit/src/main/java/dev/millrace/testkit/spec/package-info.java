/** How a test is described: the object, its operations, who may call them, and what is right. */
package dev.millrace.testkit.spec;
