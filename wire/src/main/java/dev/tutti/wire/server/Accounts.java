package dev.tutti.wire.server;

import dev.tutti.core.model.Credentials;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who may log in. Asked by many connections' threads at once; answers from memory, since a login waits for it. */
@FunctionalInterface
public interface Accounts {
    /** The account that a client of this address gets under this name. */
    Optional<Account> find(String user, InetAddress client);

    /** These accounts from everywhere, without roles. Of two with the same name the first counts. */
    static Accounts of(List<Credentials> credentials) {
        Map<String, Account> accounts = new HashMap<>();
        for (Credentials one : credentials) {
            accounts.putIfAbsent(one.user(), Account.of(one.user(), one.password(), Set.of()));
        }
        return (user, client) -> Optional.ofNullable(accounts.get(user));
    }
}
