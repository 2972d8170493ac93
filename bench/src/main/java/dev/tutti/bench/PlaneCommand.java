package dev.tutti.bench;

import picocli.CommandLine.Command;

@Command(name = "plane")
final class PlaneCommand {}
