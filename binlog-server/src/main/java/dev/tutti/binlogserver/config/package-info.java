/** The configuration of a Binlog Server: one YAML file, checked as a whole before anything starts. */
@NullMarked
package dev.tutti.binlogserver.config;

import org.jspecify.annotations.NullMarked;
