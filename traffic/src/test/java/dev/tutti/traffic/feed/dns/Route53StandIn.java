package dev.tutti.traffic.feed.dns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/**
 * Stands in for Route 53's interface (API version 2013-04-01): checks every request's signature, keeps one zone's record sets,
 * carries out change batches whole or not at all, deletes only what is named exactly, and is in sync after some questions.
 */
final class Route53StandIn implements AutoCloseable {
    static final String ZONE = "Z0PAYMENTS";
    static final String ACCESS_KEY = "AKIDTUTTI";
    static final String SECRET = "a secret of the stand-in, nowhere else";
    private static final String NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

    /** Type, ttl, identifier, weight and addresses, as one text. */
    private final Map<String, String> sets = new LinkedHashMap<>();
    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    final List<String> batches = new CopyOnWriteArrayList<>();
    final AtomicInteger pendingFor = new AtomicInteger(2);
    final AtomicInteger polls = new AtomicInteger();
    final AtomicInteger throttled = new AtomicInteger();
    final AtomicInteger broken = new AtomicInteger();
    final AtomicInteger hanging = new AtomicInteger();
    final AtomicInteger badSignatures = new AtomicInteger();

    Route53StandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized List<String> addresses(String name) {
        return sets.entrySet().stream()
                .filter(set -> set.getKey().startsWith(name + "|"))
                .map(set -> set.getValue().replaceAll("</?ResourceRecord[s]?>|</?Value>|<TTL>.*</TTL>", " ").replaceAll("<[^>]*>", " ")
                        .strip().replaceAll("\\s+", " "))
                .sorted()
                .toList();
    }

    /** A set that somebody else puts there. */
    synchronized void put(String name, String type, String identifier, String inner) {
        sets.put(name + "|" + type + "|" + identifier, inner);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (taken(hanging)) {
                closed.await();
            } else if (!SignatureV4.holds(exchange, body, ACCESS_KEY, SECRET, "us-east-1", "route53")) {
                badSignatures.incrementAndGet();
                error(exchange, 403, "SignatureDoesNotMatch", "The request signature we calculated does not match");
            } else if (taken(throttled)) {
                error(exchange, 400, "Throttling", "Rate exceeded");
            } else if (taken(broken)) {
                error(exchange, 500, "InternalError", "It is on us");
            } else if (path.equals("/2013-04-01/hostedzone/" + ZONE + "/rrset") && exchange.getRequestMethod().equals("GET")) {
                list(exchange);
            } else if (path.startsWith("/2013-04-01/hostedzone/" + ZONE + "/rrset")) {
                change(exchange, body);
            } else if (path.startsWith("/2013-04-01/change/")) {
                String status = polls.incrementAndGet() >= pendingFor.get() ? "INSYNC" : "PENDING";
                answer(exchange, 200, "<GetChangeResponse xmlns=\"" + NAMESPACE + "\">" + info(status) + "</GetChangeResponse>");
            } else {
                error(exchange, 404, "NoSuchHostedZone", "No hosted zone found with ID");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean taken(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    private synchronized void list(HttpExchange exchange) throws IOException {
        StringBuilder all = new StringBuilder("<ListResourceRecordSetsResponse xmlns=\"" + NAMESPACE + "\"><ResourceRecordSets>");
        sets.forEach((key, inner) -> {
            String[] parts = key.split("\\|", -1);
            all.append("<ResourceRecordSet><Name>").append(parts[0]).append("</Name><Type>").append(parts[1]).append("</Type>")
                    .append(parts[2].isEmpty() ? "" : "<SetIdentifier>" + parts[2] + "</SetIdentifier>").append(inner)
                    .append("</ResourceRecordSet>");
        });
        all.append("</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>");
        answer(exchange, 200, all.toString());
    }

    private synchronized void change(HttpExchange exchange, byte[] body) throws IOException {
        batches.add(new String(body, StandardCharsets.UTF_8));
        Map<String, String> after = new LinkedHashMap<>(sets);
        for (Element change : elements(parse(body).getDocumentElement(), "Change")) {
            Element set = elements(change, "ResourceRecordSet").getFirst();
            String key = text(set, "Name") + "|" + text(set, "Type") + "|" + text(set, "SetIdentifier");
            String inner = inner(set);
            boolean create = text(change, "Action").equals("CREATE");
            if (create ? after.containsKey(key) : !inner.equals(after.get(key))) {
                error(exchange, 400, "InvalidChangeBatch", create
                        ? "Tried to create resource record set " + key + " but it already exists"
                        : "Tried to delete resource record set " + key + " but the values provided do not match the current values");
                return;
            }
            if (create) {
                after.put(key, inner);
            } else {
                after.remove(key);
            }
        }
        sets.clear();
        sets.putAll(after);
        polls.set(0);
        answer(exchange, 200, "<ChangeResourceRecordSetsResponse xmlns=\"" + NAMESPACE + "\">" + info("PENDING")
                + "</ChangeResourceRecordSetsResponse>");
    }

    /** Everything but name, type and identifier, in a fixed order. */
    private static String inner(Element set) {
        StringBuilder inner = new StringBuilder();
        for (String field : List.of("Weight", "TTL")) {
            String value = text(set, field);
            inner.append(value.isEmpty() ? "" : "<" + field + ">" + value + "</" + field + ">");
        }
        inner.append("<ResourceRecords>");
        elements(set, "Value").stream().map(Element::getTextContent).sorted()
                .forEach(value -> inner.append("<ResourceRecord><Value>").append(value).append("</Value></ResourceRecord>"));
        return inner.append("</ResourceRecords>").toString();
    }

    private static String info(String status) {
        return "<ChangeInfo><Id>/change/C1</Id><Status>" + status + "</Status><SubmittedAt>2026-11-26T12:00:00Z</SubmittedAt></ChangeInfo>";
    }

    private static void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        answer(exchange, status, "<ErrorResponse xmlns=\"" + NAMESPACE + "\"><Error><Type>Sender</Type><Code>" + code
                + "</Code><Message>" + message + "</Message></Error><RequestId>1</RequestId></ErrorResponse>");
    }

    private static void answer(HttpExchange exchange, int status, String xml) throws IOException {
        byte[] bytes = ("<?xml version=\"1.0\"?>\n" + xml).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Document parse(byte[] body) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(body));
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(e);
        }
    }

    private static List<Element> elements(Element in, String name) {
        NodeList found = in.getElementsByTagName(name);
        List<Element> all = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            all.add((Element) found.item(i));
        }
        return all;
    }

    private static String text(Element in, String name) {
        List<Element> found = elements(in, name);
        return found.isEmpty() ? "" : found.getFirst().getTextContent();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
