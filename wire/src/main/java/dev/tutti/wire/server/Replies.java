package dev.tutti.wire.server;

import dev.tutti.wire.packet.ErrPacket;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadWriter;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes answers. Used by the connection's thread. */
final class Replies {
    static final int AUTOCOMMIT = 2;
    /** utf8mb4_general_ci. */
    static final int UTF8MB4 = 45;

    private static final int BINARY = 63;
    private static final int VAR_STRING = 0xfd;
    private static final int LONGLONG = 0x08;
    /** BINARY_FLAG and NUM_FLAG of {@code include/mysql_com.h}. */
    private static final int NUMBER_FLAGS = 0x8080;

    private static final int LONGEST_NUMBER = 20;
    private static final int LONGEST_TEXT = 1024;
    private static final int EOF = 0xfe;
    /** What is kept from reply to reply; one long row must not cost memory for as long as the connection lasts. */
    private static final int KEPT = 16 * 1024;

    private final PacketOutput out;
    private PayloadWriter payload = new PayloadWriter(256);

    Replies(PacketOutput out) {
        this.out = out;
    }

    void write(Reply reply) throws IOException {
        switch (reply) {
            case Reply.Ok done -> ok(done.affected());
            case Reply.Err refused -> error(refused.code(), refused.sqlState(), refused.message());
            case Reply.ResultSet result -> table(result);
        }
        if (payload.array().length > KEPT) {
            payload = new PayloadWriter(256);
        }
    }

    private void table(Reply.ResultSet result) throws IOException {
        out.write(payload.clear().lengthEncoded(result.columns().size()));
        for (String column : result.columns()) {
            boolean number = result.numbers().contains(column);
            payload.clear().lengthEncodedText("def").lengthEncodedText("").lengthEncodedText("").lengthEncodedText("");
            payload.lengthEncodedText(column).lengthEncodedText(column);
            payload.lengthEncoded(0x0c).u16(number ? BINARY : UTF8MB4).u32(number ? LONGEST_NUMBER : LONGEST_TEXT);
            payload.u8(number ? LONGLONG : VAR_STRING).u16(number ? NUMBER_FLAGS : 0).u8(0).zeros(2);
            out.write(payload);
        }
        eof();
        for (List<@Nullable String> row : result.rows()) {
            payload.clear();
            for (String value : row) {
                payload.cell(value);
            }
            out.write(payload);
        }
        eof();
    }

    void eof() throws IOException {
        out.write(payload.clear().u8(EOF).u16(0).u16(AUTOCOMMIT));
    }

    void ok(long affected) throws IOException {
        out.write(payload.clear().u8(0).lengthEncoded(affected).lengthEncoded(0).u16(AUTOCOMMIT).u16(0));
    }

    void error(int code, String sqlState, String message) throws IOException {
        new ErrPacket(code, sqlState, message).encode(payload.clear());
        out.write(payload);
    }

    /** A bare line, as COM_STATISTICS is answered. */
    void line(String text) throws IOException {
        out.write(payload.clear().bytes(text.getBytes(StandardCharsets.UTF_8)));
    }
}
