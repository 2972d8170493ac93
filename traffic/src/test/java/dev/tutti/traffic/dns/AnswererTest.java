package dev.tutti.traffic.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tutti.traffic.zone.DnsConfig.Limit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is answered to which question, read back by a codec that is not ours. */
class AnswererTest {
    private static final Limit NO_LIMIT = new Limit(0, 0, List.of());
    private static final byte[] CLIENT = {(byte) 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private final Answerer answerer = new Answerer(1, new Counters(), new RateLimit(NO_LIMIT, 1));
    private final byte[] out = new byte[65_535];
    private Published published = new Published(Table.EMPTY, new Networks(Map.of()));

    @BeforeEach
    void compile() throws Exception {
        published = Zones.published();
    }

    private static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    }

    private int raw(byte[] question, boolean tcp) {
        return answerer.answer(published, question, question.length, out, CLIENT, true, tcp, 0);
    }

    private Message ask(Message query) throws IOException {
        int end = raw(query.toWire(), false);
        assertThat(end).isPositive();
        Message answer = new Message(Arrays.copyOf(out, end));
        assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(answer.getHeader().getFlag(Flags.QR)).isTrue();
        return answer;
    }

    private static String told(Message answer, int section) {
        return answer.getSection(section).stream()
                .filter(record -> record.getType() != Type.OPT)
                .map(record -> record.getName() + " " + record.getTTL() + " " + Type.string(record.getType()) + " "
                        + record.rdataToString())
                .collect(Collectors.joining(" | "));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ';', nullValues = "-", value = {
        "app.db.example.; A; NOERROR; app.db.example. 30 A 10.0.0.1; -",
        "app.db.example.; AAAA; NOERROR; app.db.example. 30 AAAA fd00:0:0:0:0:0:0:1; -",
        // case is kept
        "aPp.dB.eXample.; A; NOERROR; aPp.dB.eXample. 30 A 10.0.0.1; -",
        // no data: the SOA with its minimum
        "app.db.example.; TXT; NOERROR; -; SOA",
        "ns1.db.example.; AAAA; NOERROR; -; SOA",
        "nobody.db.example.; A; NOERROR; -; SOA",
        // an empty name between others exists
        "c.deep.db.example.; A; NOERROR; -; SOA",
        "b.c.deep.db.example.; A; NOERROR; b.c.deep.db.example. 3600 A 10.0.0.7; -",
        "x.c.deep.db.example.; A; NXDOMAIN; -; SOA",
        "nope.db.example.; A; NXDOMAIN; -; SOA",
        "a.b.c.d.e.f.nope.db.example.; A; NXDOMAIN; -; SOA",
        // aliases, with what they lead to as far as it is ours
        "www.db.example.; A; NOERROR; www.db.example. 3600 CNAME app.db.example. | app.db.example. 30 A 10.0.0.1; -",
        "www.db.example.; CNAME; NOERROR; www.db.example. 3600 CNAME app.db.example.; -",
        "www.db.example.; TXT; NOERROR; www.db.example. 3600 CNAME app.db.example.; -",
        "far.db.example.; A; NOERROR; far.db.example. 3600 CNAME www.elsewhere.example.; -",
        // wildcards stand for names that do not exist
        "x.wild.db.example.; TXT; NOERROR; 'x.wild.db.example. 3600 TXT \"anything\"'; -",
        "x.y.wild.db.example.; TXT; NOERROR; 'x.y.wild.db.example. 3600 TXT \"anything\"'; -",
        "x.wild.db.example.; A; NOERROR; -; SOA",
        "wild.db.example.; TXT; NOERROR; -; SOA",
        // delegations
        "sub.db.example.; A; NOERROR; -; NS",
        "x.sub.db.example.; A; NOERROR; -; NS",
        "ns.sub.db.example.; A; NOERROR; -; NS",
        "sub.db.example.; DS; NOERROR; -; SOA",
        // the zone itself
        "db.example.; NS; NOERROR; db.example. 3600 NS ns1.db.example.; -",
        "db.example.; SOA; NOERROR; db.example. 3600 SOA ns1.db.example. hostmaster.db.example. 7 60 30 604800 5; -",
        "mail.db.example.; MX; NOERROR; mail.db.example. 3600 MX 10 ns1.db.example.; -",
        // little of everything
        "app.db.example.; ANY; NOERROR; 'app.db.example. 3600 HINFO \"RFC8482\" \"\"'; -",
        "nope.db.example.; ANY; NXDOMAIN; -; SOA",
        // not ours
        "www.elsewhere.; A; REFUSED; -; -",
        "example.; A; REFUSED; -; -",
        ".; NS; REFUSED; -; -",
        "notdb.example.; A; REFUSED; -; -",
    })
    void questionsAreAnswered(String name, String type, String code, String answer, String authority) throws Exception {
        Message told = ask(query(name, Type.value(type)));
        assertThat(Rcode.string(told.getRcode())).isEqualTo(code);
        assertThat(told(told, Section.ANSWER)).isEqualTo(answer == null ? "" : answer);
        if (authority == null) {
            assertThat(told(told, Section.AUTHORITY)).isEmpty();
        } else {
            assertThat(told(told, Section.AUTHORITY)).contains(" " + authority + " ");
        }
        assertThat(told.getQuestion().getName().toString()).isEqualTo(name);
        boolean referral = "NS".equals(authority);
        assertThat(told.getHeader().getFlag(Flags.AA)).isEqualTo(!referral && !code.equals("REFUSED"));
        if (referral) {
            assertThat(told(told, Section.ADDITIONAL)).isEqualTo("ns.sub.db.example. 3600 A 10.9.9.9");
        }
        if ("SOA".equals(authority)) {
            assertThat(told.getSection(Section.AUTHORITY).getFirst().getTTL()).isEqualTo(5);
        }
    }

    @Test
    void aliasesInACircleEnd() throws Exception {
        assertThat(told(ask(query("round.db.example.", Type.A)), Section.ANSWER)).contains("CNAME about.db.example.");
    }

    @Test
    void everyNameIsGivenInItsTurnAndByItsWeight() throws Exception {
        Map<String, Integer> first = new TreeMap<>();
        Map<String, Integer> weighed = new TreeMap<>();
        for (int i = 0; i < 4000; i++) {
            Message many = ask(query("many.db.example.", Type.A));
            assertThat(many.getSection(Section.ANSWER)).hasSize(4);
            first.merge(many.getSection(Section.ANSWER).getFirst().rdataToString(), 1, Integer::sum);
            Message one = ask(query("weighty.db.example.", Type.A));
            assertThat(one.getSection(Section.ANSWER)).hasSize(1);
            weighed.merge(one.getSection(Section.ANSWER).getFirst().rdataToString(), 1, Integer::sum);
        }
        assertThat(first).hasSize(4).allSatisfy((ip, count) -> assertThat(count).isBetween(800, 1200));
        assertThat(weighed.get("10.0.0.1")).isBetween(2800, 3200);
    }

    @ParameterizedTest(name = "{0}: {1}, scope {2}")
    @CsvSource({
        "10.1.3.0/24, 10.0.0.1, 22", "10.2.3.4/32, 10.0.0.2, 16", "10.1.7.0/24, 10.0.0.2, 24", "192.0.2.0/24, '', 1",
        "fd00:1::/48, 10.0.0.1, 32", "0.0.0.0/0, '', 0", "10.0.0.0/8, '', 8"
    })
    void clientsAreAnsweredByTheirSubnetAndToldHowFarThatHolds(String subnet, String ip, int scope) throws Exception {
        String[] parts = subnet.split("/");
        Message query = query("near.db.example.", Type.A);
        query.addRecord(
                new OPTRecord(1232, 0, 0, 0, List.of(new ClientSubnetOption(
                        Integer.parseInt(parts[1]), 0, InetAddress.getByName(parts[0])))),
                Section.ADDITIONAL);
        Message answer = ask(query);
        if (!ip.isEmpty()) {
            assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString()).isEqualTo(ip);
        } else {
            assertThat(answer.getSection(Section.ANSWER)).hasSize(2);
        }
        ClientSubnetOption echoed = (ClientSubnetOption) answer.getOPT().getOptions(8).getFirst();
        assertThat(echoed.getSourcePrefixLength()).isEqualTo(Integer.parseInt(parts[1]));
        assertThat(echoed.getScopePrefixLength()).isEqualTo(scope);
    }

    @Test
    void whatDependsOnNoSubnetHoldsForAll() throws Exception {
        Message query = query("app.db.example.", Type.A);
        query.addRecord(
                new OPTRecord(1232, 0, 0, 0, List.of(new ClientSubnetOption(24, 0, InetAddress.getByName("10.1.0.0")))),
                Section.ADDITIONAL);
        assertThat(((ClientSubnetOption) ask(query).getOPT().getOptions(8).getFirst()).getScopePrefixLength()).isZero();
    }

    @Test
    void ednsIsAnsweredWithEdnsAndAnUnknownVersionWithBadvers() throws Exception {
        assertThat(ask(query("app.db.example.", Type.A)).getOPT()).isNull();
        Message query = query("app.db.example.", Type.A);
        query.addRecord(new OPTRecord(4096, 0, 0, 0x8000), Section.ADDITIONAL);
        OPTRecord option = ask(query).getOPT();
        assertThat(option.getPayloadSize()).isEqualTo(1232);
        assertThat(option.getFlags()).isEqualTo(0x8000);
        Message unknown = query("app.db.example.", Type.A);
        unknown.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        Message answer = ask(unknown);
        assertThat(answer.getRcode()).isEqualTo(Rcode.BADVERS);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    }

    @Test
    void whatDoesNotFitIsToBeFetchedByTcp() throws Exception {
        Message query = query("big.db.example.", Type.TXT);
        query.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        Message answer = ask(query);
        assertThat(answer.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        int end = raw(query.toWire(), true);
        Message whole = new Message(Arrays.copyOf(out, end));
        assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(whole.getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void whatIsNoQuestionIsRefusedOrNotAnsweredAtAll() throws Exception {
        Message answer = query("app.db.example.", Type.A);
        answer.getHeader().setFlag(Flags.QR);
        assertThat(raw(answer.toWire(), false)).as("an answer").isZero();
        assertThat(raw(new byte[11], false)).as("no header").isZero();
        for (int opcode : new int[] {Opcode.NOTIFY, Opcode.UPDATE, Opcode.STATUS, 15}) {
            Message other = query("app.db.example.", Type.A);
            other.getHeader().setOpcode(opcode);
            assertThat(ask(other).getRcode()).isEqualTo(Rcode.NOTIMP);
        }
        assertThat(raw(query("db.example.", Type.AXFR).toWire(), true)).isEqualTo(Answerer.SLOW);
        assertThat(ask(query("db.example.", Type.AXFR)).getRcode()).isEqualTo(Rcode.FORMERR);
        Message two = query("app.db.example.", Type.A);
        two.addRecord(Record.newRecord(Name.fromString("b.db.example."), Type.A, DClass.IN), Section.QUESTION);
        assertThat(ask(two).getRcode()).isEqualTo(Rcode.FORMERR);
        Message chaos = Message.newQuery(Record.newRecord(Name.fromString("version.bind."), Type.TXT, DClass.CH));
        assertThat(ask(chaos).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    /** {@code -Dtutti.malformed=1000000} makes it a million. */
    @Test
    void malformedMessagesNeverHurtAndNeverAmplify() throws Exception {
        int many = Integer.getInteger("tutti.malformed", 200_000);
        Random random = new Random(42);
        Message withOption = query("near.db.example.", Type.A);
        withOption.addRecord(
                new OPTRecord(1232, 0, 0, 0, List.of(new ClientSubnetOption(24, 0, InetAddress.getByName("10.1.0.0")))),
                Section.ADDITIONAL);
        List<byte[]> seeds = List.of(
                query("app.db.example.", Type.A).toWire(), query("x.wild.db.example.", Type.TXT).toWire(), withOption.toWire(),
                query("a.b.c.d.e.f.g.h.i.j.nope.db.example.", Type.ANY).toWire(), query("x.sub.db.example.", Type.A).toWire());
        for (int i = 0; i < many; i++) {
            byte[] message = seeds.get(random.nextInt(seeds.size())).clone();
            if (i % 10 == 0) {
                message = new byte[random.nextInt(600)];
                random.nextBytes(message);
            } else {
                for (int j = random.nextInt(6); j >= 0; j--) {
                    message[random.nextInt(message.length)] = (byte) random.nextInt(256);
                }
                message = Arrays.copyOf(message, random.nextInt(4) == 0
                        ? random.nextInt(message.length + 1)
                        : message.length + (random.nextInt(4) == 0 ? random.nextInt(20) : 0));
            }
            int end = raw(message, false);
            if (end > 0) {
                assertThat(end).isLessThanOrEqualTo(Answerer.LARGEST_UDP);
                assertThat(out[0]).isEqualTo(message[0]);
                assertThat(out[2] & 0x80).as("an answer").isEqualTo(0x80);
                int code = out[3] & 0xf;
                if (code == Rcode.FORMERR || code == Rcode.NOTIMP || code == Rcode.REFUSED) {
                    assertThat(end).as("an error is no longer than its question").isLessThanOrEqualTo(message.length + 11);
                } else {
                    new Message(Arrays.copyOf(out, end)); // whatever we say can be read
                }
            }
        }
    }

    @Test
    void theHotPathAllocatesNothing() throws Exception {
        Message subnet = query("near.db.example.", Type.A);
        subnet.addRecord(
                new OPTRecord(1232, 0, 0, 0, List.of(new ClientSubnetOption(24, 0, InetAddress.getByName("10.1.0.0")))),
                Section.ADDITIONAL);
        byte[][] questions = {
            query("app.db.example.", Type.A).toWire(), query("nope.db.example.", Type.A).toWire(), subnet.toWire(),
            query("many.db.example.", Type.A).toWire(), query("x.wild.db.example.", Type.TXT).toWire(),
            query("www.elsewhere.", Type.A).toWire()
        };
        Answerer limited = new Answerer(1, new Counters(), new RateLimit(new Limit(1000, 2, List.of()), 7));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getThreadAllocatedBytes(id);
            for (int i = 0; i < 10_000; i++) {
                byte[] question = questions[i % questions.length];
                limited.answer(published, question, question.length, out, CLIENT, true, false, i);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        // Asking how much was allocated allocates a little itself.
        assertThat(least).as("bytes for 10,000 questions").isLessThan(1000);
    }
}
