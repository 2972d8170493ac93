package dev.tutti.binlogserver.archive;

import java.time.Duration;

/**
 * What is archived, and how long it stays where.
 *
 * @param after how long after its last event a complete file is archived; zero is at once
 * @param keepLocal how many complete files, the newest, stay on this disk too; negative: as the rules for the disk say
 * @param keepAge how long after its last event a file is kept in the archive; zero is for ever
 * @param keepSize how many bytes all files in the archive together may have; 0 is any number
 * @param cache how many bytes of this disk files may take that are read back
 * @param patience how long somebody who reads waits for a file that the archive does not give
 */
public record ArchiveOptions(
        Location to, Duration after, int keepLocal, Duration keepAge, long keepSize, long cache, Duration patience) {}
