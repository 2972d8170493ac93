package dev.tutti.core.galera.transfer;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The primary component that somebody wants to join.
 *
 * @param uuid its history
 * @param seqno its last transaction when the joiner is let in; more by then is no difference, as every cache grows with it
 * @param members in the order of their index, which decides between equals; without the joiner
 */
public record Group(UUID uuid, long seqno, List<Member> members) {
    public Group {
        members = List.copyOf(members);
    }

    Optional<Member> named(String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }
}
