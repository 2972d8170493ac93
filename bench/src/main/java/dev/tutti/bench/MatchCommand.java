package dev.tutti.bench;

import picocli.CommandLine.Command;

@Command(name = "match")
final class MatchCommand {}
