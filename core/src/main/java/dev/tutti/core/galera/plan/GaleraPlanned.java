package dev.tutti.core.galera.plan;

/** What planning comes to: a plan, a plan that a person has to agree to, or a refusal with its reason. */
public sealed interface GaleraPlanned permits GaleraPlan, NeedsConfirmation, GaleraRefusal {}
