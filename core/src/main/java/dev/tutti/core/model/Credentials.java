package dev.tutti.core.model;

/** Whom to log in as. */
public record Credentials(String user, Secret password) {}
