/** The configuration: one YAML file, checked as a whole before anything starts. */
@NullMarked
package dev.tutti.control.config;

import org.jspecify.annotations.NullMarked;
