package dev.tutti.bench;

import picocli.CommandLine.Command;

@Command(name = "start")
final class StartCommand {}
