package dev.tutti.wire.handshake;

import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PayloadReader;
import dev.tutti.wire.packet.PayloadWriter;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A client's answer to the greeting (HandshakeResponse41).
 *
 * @param capabilities {@link Capability} bits that both sides will use
 * @param collation the collation of the connection
 * @param user who wants to log in
 * @param proof what the plugin computed from password and scramble; never the password
 * @param database the default schema, empty for none
 * @param plugin the plugin that computed {@code proof}
 * @param attributes what the client says about itself, for the server's operators
 */
@SuppressWarnings("ArrayRecordComponent") // a message, compared by nobody
public record Login(
        int capabilities,
        int collation,
        String user,
        byte[] proof,
        String database,
        String plugin,
        Map<String, String> attributes) {
    private static final int LARGEST_PACKET = 1 << 30;

    /** The first 32 bytes, which a client sends alone to ask for TLS. */
    public static void encodeTlsRequest(PayloadWriter writer, int capabilities, int collation) {
        writer.u32(capabilities).u32(LARGEST_PACKET).u8(collation).zeros(23);
    }

    public void encode(PayloadWriter writer) {
        encodeTlsRequest(writer, capabilities, collation);
        writer.nulText(user);
        if (has(Capability.PLUGIN_AUTH_LENENC)) {
            writer.lengthEncodedBytes(proof);
        } else {
            writer.u8(proof.length).bytes(proof);
        }
        if (has(Capability.CONNECT_WITH_DB)) {
            writer.nulText(database);
        }
        if (has(Capability.PLUGIN_AUTH)) {
            writer.nulText(plugin);
        }
        if (has(Capability.CONNECT_ATTRS)) {
            PayloadWriter pairs = new PayloadWriter();
            attributes.forEach((key, value) -> pairs.lengthEncodedText(key).lengthEncodedText(value));
            writer.lengthEncodedBytes(pairs.toBytes());
        }
    }

    public static Login decode(PayloadReader reader) throws MalformedPacketException {
        int capabilities = (int) reader.u32("capabilities");
        if ((capabilities & Capability.PROTOCOL_41) == 0) {
            throw new MalformedPacketException("the client speaks the protocol from before version 4.1");
        }
        reader.skip(4, "packet size");
        int collation = reader.u8("collation");
        reader.skip(23, "reserved bytes");
        String user = reader.textUntilNul();
        byte[] proof;
        if ((capabilities & Capability.PLUGIN_AUTH_LENENC) != 0) {
            proof = reader.lengthEncodedBytes("authentication data");
        } else if ((capabilities & Capability.SECURE_CONNECTION) != 0) {
            proof = reader.bytes(reader.u8("authentication data"), "authentication data");
        } else {
            proof = reader.untilNul();
        }
        String database = (capabilities & Capability.CONNECT_WITH_DB) != 0 ? reader.textUntilNul() : "";
        String plugin = (capabilities & Capability.PLUGIN_AUTH) != 0 ? reader.textUntilNul() : NativePassword.NAME;
        Map<String, String> attributes = new LinkedHashMap<>();
        if ((capabilities & Capability.CONNECT_ATTRS) != 0 && reader.remaining() > 0) {
            byte[] pairs = reader.lengthEncodedBytes("connection attributes");
            PayloadReader inner = new PayloadReader(pairs, 0, pairs.length);
            while (inner.remaining() > 0) {
                attributes.put(inner.lengthEncodedText("attribute name"), inner.lengthEncodedText("attribute value"));
            }
        }
        return new Login(capabilities, collation, user, proof, database, plugin, attributes);
    }

    private boolean has(int capability) {
        return (capabilities & capability) != 0;
    }
}
