package dev.tutti.core.plan;

/** What planning comes to: a plan, or a refusal with its reason. */
public sealed interface Planned permits Plan, Refusal {}
