package dev.tutti.core.galera.model;

/** A garbd: votes, holds no data. Its weight is 1 unless its own options say otherwise. */
public record Arbitrator(String name, String site, int weight) {}
