package dev.tutti.app;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * How somebody wants a scenario. Immutable.
 *
 * @param flavour of the servers; null for the scenario's usual one
 * @param folder where the servers stand; null for a temporary folder
 * @param proxies whether a fault proxy is to stand before each server
 * @param noInstall whether nothing may be fetched from the system's packages
 */
record DemoOptions(@Nullable String flavour, @Nullable Path folder, boolean proxies, boolean noInstall) {}
