package dev.tutti.traffic.feed.dns;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * Signed exchanges with one DNS server over TCP, one connection each (RFC 1035 section 4.2.2: two octets of length before each
 * message). An answer that is not signed with our key is no answer, so nobody between can say that a change was made. Blocks; one
 * thread at a time.
 */
final class DnsServer {
    private final Address address;
    private final String title;
    private final TSIG key;

    DnsServer(Address address, String title, TSIG key) {
        this.address = address;
        this.title = title;
        this.key = key;
    }

    /** Sends a message and gives the answer, whose signature is right; its code may be any. */
    Message ask(Message message, String doing, Patience patience) throws FeedException {
        int millis = patience.millis(doing);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), millis);
            socket.setSoTimeout(patience.millis(doing));
            key.apply(message, null);
            byte[] question = message.toWire();
            byte[] framed = new byte[question.length + 2];
            framed[0] = (byte) (question.length >> 8);
            framed[1] = (byte) question.length;
            System.arraycopy(question, 0, framed, 2, question.length);
            OutputStream out = socket.getOutputStream();
            out.write(framed);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] bytes = new byte[in.readUnsignedShort()];
            in.readFully(bytes);
            return verified(message, new Message(bytes), bytes);
        } catch (SocketTimeoutException e) {
            throw patience.late(doing);
        } catch (IOException e) {
            throw new FeedException(new Failure.Unreachable(title, String.valueOf(e.getMessage())), e);
        }
    }

    private Message verified(Message question, Message answer, byte[] bytes) throws FeedException {
        if (answer.getHeader().getID() != question.getHeader().getID()) {
            throw new FeedException(new Failure.Faulty(title, "it answers another question"));
        }
        TSIGRecord signature = answer.getTSIG();
        int error = signature == null ? Rcode.NOERROR : signature.getError();
        if (error == Rcode.NOERROR) {
            // Of an unsigned answer it says that it is malformed.
            error = key.verify(answer, bytes, question.getTSIG());
        }
        if (error == Rcode.NOERROR) {
            return answer;
        }
        throw new FeedException(switch (error) {
            case Rcode.BADKEY -> refused("it does not know the key (BADKEY)", "give it the same key under the same name and algorithm");
            case Rcode.BADSIG -> refused("the key is not the one it has under that name (BADSIG)", "mend the key's secret");
            case Rcode.BADTIME -> refused("its clock and ours are too far apart for signatures (BADTIME)", "set the clocks");
            default -> signature == null && answer.getRcode() != Rcode.NOERROR
                    ? refused("it answers " + Rcode.string(answer.getRcode()) + " without a signature",
                            "see whether it has this zone and lets this key in")
                    : new Failure.Faulty(title, "its answer is not signed with our key (" + Rcode.TSIGstring(error) + ")");
        });
    }

    private Failure refused(String what, String remedy) {
        return new Failure.Refused(title, what, remedy);
    }
}
