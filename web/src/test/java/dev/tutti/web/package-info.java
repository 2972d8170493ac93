/**
 * Drives the page in a real Chromium.
 *
 * <p>{@link dev.tutti.web.StandInControl} serves the files under a strict Content-Security-Policy and speaks
 * {@code docs/api.md} from scripted answers: what the page does is the question here, not what a control plane says. The
 * same {@link dev.tutti.web.Browser} and {@link dev.tutti.web.Page} are meant for tests against a real one.
 */
@org.jspecify.annotations.NullMarked
package dev.tutti.web;
