package dev.tutti.lab;

import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.core.model.Version.Family;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The accounts that every server of the lab has; their passwords are no secrets, since the servers listen on the
 * loopback address only. Stateless.
 */
public final class Accounts {
    /** May do everything: what a control plane logs in as. */
    public static final Credentials ADMIN = account("tutti");
    /** May receive binary logs: what replicas log in as. */
    public static final Credentials REPLICATION = account("repl");
    /** An application: may do everything in the schema {@code app} and look at everything else. */
    public static final Credentials APP = account("app");

    private Accounts() {}

    private static Credentials account(String name) {
        return new Credentials(name, Secret.of(name));
    }

    /** The accounts by purpose, passwords included, for descriptions of a fleet. */
    public static Map<String, Map<String, String>> describe() {
        Map<String, Map<String, String>> accounts = new LinkedHashMap<>();
        accounts.put("admin", describe(ADMIN));
        accounts.put("replication", describe(REPLICATION));
        accounts.put("app", describe(APP));
        return accounts;
    }

    private static Map<String, String> describe(Credentials account) {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("user", account.user());
        map.put("password", account.password().reveal());
        return map;
    }

    /** The statements that make the accounts and the schema {@code app} in a fresh data folder, one per element. */
    public static List<String> statements(Flavour flavour) {
        String look = flavour.family() == Family.MARIADB ? ", REPLICA MONITOR" : "";
        return Stream.of(
                        flavour == Flavour.MYSQL_5_6 ? "DELETE FROM mysql.user WHERE user = ''" : "SELECT 1",
                        flavour == Flavour.MYSQL_5_6 ? "DELETE FROM mysql.db WHERE user = ''" : "SELECT 1",
                        "FLUSH PRIVILEGES",
                        create(ADMIN),
                        "GRANT ALL PRIVILEGES ON *.* TO 'tutti'@'%' WITH GRANT OPTION",
                        create(REPLICATION),
                        "GRANT REPLICATION SLAVE ON *.* TO 'repl'@'%'",
                        create(APP),
                        "GRANT SELECT, PROCESS, REPLICATION CLIENT" + look + " ON *.* TO 'app'@'%'",
                        "GRANT ALL PRIVILEGES ON app.* TO 'app'@'%'",
                        "CREATE DATABASE app",
                        "CREATE TABLE app.t (id BIGINT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(100)) ENGINE=InnoDB")
                .map(s -> s + ";")
                .toList();
    }

    private static String create(Credentials account) {
        return "CREATE USER '" + account.user() + "'@'%' IDENTIFIED BY '" + account.password().reveal() + "'";
    }
}
