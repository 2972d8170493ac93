package dev.tutti.binlogserver.sql;

/** A statement that is not understood: why, and where in it. */
final class NotUnderstoodException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 80;

    NotUnderstoodException(String why, String sql, int at) {
        super(why + " near '" + near(sql, at) + "'");
    }

    private static String near(String sql, int at) {
        String rest = sql.substring(Math.min(at, sql.length())).strip();
        return rest.length() > SHOWN ? rest.substring(0, SHOWN) : rest;
    }
}
