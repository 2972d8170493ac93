package dev.tutti.traffic.health;

import dev.tutti.traffic.health.Prober.Result;
import dev.tutti.traffic.zone.Probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks for a page, by HTTP/1.0: its body comes as it is, not in chunks, and only the first bytes of it matter. Redirections are not
 * followed. Stateless.
 */
final class Pages {
    /** Route 53 looks at as many. */
    private static final int BODY = 5120;

    private static final int HEADERS = 16 * 1024;

    private Pages() {}

    static Result ask(Probe.Http http, Socket connection) throws IOException {
        if (!http.tls()) {
            return talk(http, connection);
        }
        try (SSLSocket secured = (SSLSocket) Trusting.CONTEXT
                .getSocketFactory()
                .createSocket(connection, http.host().replaceFirst(":\\d+$", ""), http.address().getPort(), true)) {
            secured.startHandshake();
            return talk(http, secured);
        }
    }

    private static Result talk(Probe.Http http, Socket socket) throws IOException {
        String request = "GET " + http.path() + " HTTP/1.0\r\nHost: " + http.host()
                + "\r\nUser-Agent: tutti\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        InputStream in = socket.getInputStream();
        byte[] read = new byte[HEADERS + BODY];
        int length = 0;
        int body = -1;
        while (length < read.length) {
            int n = in.read(read, length, read.length - length);
            if (n < 0) {
                break;
            }
            length += n;
            body = body < 0 ? bodyAt(read, length) : body;
            if (body >= 0 && (http.body().isEmpty() || length - body >= BODY || contains(http, read, body, length))) {
                break;
            }
        }
        String start = new String(read, 0, Math.min(length, 15), StandardCharsets.ISO_8859_1);
        if (!start.matches("(?s)HTTP/1\\.[01] \\d{3}.*")) {
            return Result.bad(length == 0 ? "the connection was closed without an answer" : "the answer is not HTTP");
        }
        int status = Integer.parseInt(start.substring(9, 12));
        if (status < http.leastStatus() || status > http.mostStatus()) {
            return Result.bad("status " + status);
        }
        if (http.body().isPresent() && (body < 0 || !contains(http, read, body, length))) {
            return Result.bad("status " + status + ", and the body does not contain what it should");
        }
        return Result.good("status " + status);
    }

    private static boolean contains(Probe.Http http, byte[] read, int body, int length) {
        return new String(read, body, Math.min(BODY, length - body), StandardCharsets.UTF_8).contains(http.body().orElse(""));
    }

    private static int bodyAt(byte[] read, int length) {
        for (int i = 3; i < length; i++) {
            if (read[i] == '\n' && read[i - 1] == '\r' && read[i - 2] == '\n' && read[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /** Believes everybody: what is checked is whether somebody answers, not who. */
    private static final class Trusting implements X509TrustManager {
        static final SSLContext CONTEXT = context();

        private static SSLContext context() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JVM has no TLS", e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // Nobody is a client here.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // As said above.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
