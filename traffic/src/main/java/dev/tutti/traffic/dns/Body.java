package dev.tutti.traffic.dns;

/**
 * What stands behind the question of an answer, ready to be copied: all names are whole or point to the question at offset 12, so
 * that it fits any question with this name. Immutable.
 *
 * @param bytes the records
 * @param answers how many of them stand in the answer section
 * @param authority the same for the authority section
 * @param additional the same for the additional section
 */
@SuppressWarnings("ArrayRecordComponent") // written once, then only read: a copy each time would cost what this saves
record Body(byte[] bytes, int answers, int authority, int additional) {
    static final Body EMPTY = new Body(new byte[0], 0, 0, 0);

}
