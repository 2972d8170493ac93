package dev.tutti.wire.packet;

/**
 * A server's refusal: {@code 0xff code2 ['#' sqlstate5] message}. The SQL state is absent before the login is complete
 * ("Too many connections"); it reads as {@code HY000} then.
 */
public record ErrPacket(int code, String sqlState, String message) {
    public static final int MARK = 0xff;

    public static ErrPacket decode(PayloadReader reader) throws MalformedPacketException {
        reader.skip(1, "error mark");
        int code = reader.u16("error code");
        String text = reader.restAsText();
        return text.startsWith("#") && text.length() >= 6
                ? new ErrPacket(code, text.substring(1, 6), text.substring(6))
                : new ErrPacket(code, "HY000", text);
    }

    /** Before there is a greeting: without the SQL state, which only clients of protocol 4.1 know. */
    public void encodeInsteadOfGreeting(PayloadWriter writer) {
        writer.u8(MARK).u16(code).text(message);
    }

    public void encode(PayloadWriter writer) {
        writer.u8(MARK).u16(code).text("#").text(sqlState).text(message);
    }
}
