package dev.tutti.traffic.dns;

/** What is answered from now on: swapped as one. */
record Published(Table table, Networks networks) {}
