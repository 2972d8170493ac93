/**
 * The command line: talks to the control plane's API, prints for people and, with {@code --json}, for programs.
 *
 * <p>{@link dev.tutti.cli.CliCommands} is the door for whoever assembles the {@code tutti} command. Every command extends
 * {@link dev.tutti.cli.ApiCommand}, which turns each way to fail into one sentence and one {@link dev.tutti.cli.ExitCode}.
 *
 * <p>A command is over in a fraction of a second, so what it costs to start decides how it feels. That is why requests go
 * through {@code HttpURLConnection} (40 ms to a first answer where {@code java.net.http.HttpClient} takes 400), why JSON is
 * read with Jackson's streaming parser into a small tree of our own (data binding takes 200 ms more), and why times are
 * read and written by hand.
 *
 * <p>What servers say is hostile until shown otherwise: every text taken from an answer passes
 * {@link dev.tutti.cli.render.Text#printable} before it can reach a terminal.
 */
@NullMarked
package dev.tutti.cli;

import org.jspecify.annotations.NullMarked;
