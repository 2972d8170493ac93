package dev.tutti.binlogserver;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.TestCertificate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Replicas of every family below an upstream of their own: by file and position and by GTID, with and without acknowledgements
 * on both sides, with and without TLS on both sides, with parallel appliers, under load with rotations.
 */
class MatrixTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void everyKindOfReplicaEndsWithTheRowsOfItsPrimary(Flavour flavour) throws Exception {
        TestCertificate certificate = TestCertificate.in(Files.createDirectories(folder.resolve("tls")));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Fleet fleet = FleetExtension.startOrSkip(Matrix.spec(flavour, certificate), "the matrix on " + flavour)) {
            new Matrix(flavour, fleet, fleet.server("1"), certificate, folder, port).run();
        }
    }
}
