package dev.tutti.agent.act;

import dev.tutti.core.galera.model.GaleraPosition;

import java.util.List;

/** The arguments that an agent may add to a server's own. There are no others. */
record Extra(String argument) {
    /** How a cluster is founded. Never written to a file: the next start would found another one. */
    static final Extra NEW_CLUSTER = new Extra("--wsrep-new-cluster");

    static Extra position(GaleraPosition position) {
        return new Extra("--wsrep_start_position=" + position);
    }

    /** With a comma at the end: without it, a joiner whose named donors are all unknown aborts. */
    static Extra donors(List<String> names) {
        return new Extra("--wsrep_sst_donor=" + String.join(",", names) + ",");
    }
}
