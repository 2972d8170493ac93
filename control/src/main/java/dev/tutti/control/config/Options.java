package dev.tutti.control.config;

import dev.tutti.settings.GaleraSection;
import dev.tutti.settings.Option;
import dev.tutti.settings.Option.Kind;

import java.util.List;
import java.util.stream.Stream;

/** Every option there is. The reader accepts these and no others; docs/configuration.md is generated from them. */
public final class Options {
    private static final List<Option> OWN = List.of(
            new Option("server.listen", Kind.ADDRESS, "127.0.0.1:7410",
                    "Where the API and the page are served. Loopback until told otherwise: there is no TLS here, so put a"
                            + " proxy with TLS in front before listening elsewhere."),
            new Option("server.state_folder", Kind.FOLDER, "~/.local/state/tutti",
                    "Where the journal stands, and the token that is made when no tokens are configured."),
            new Option("server.tokens[].name", Kind.TEXT, "",
                    "Who uses this token; recoveries that it asks for carry the name."),
            new Option("server.tokens[].file", Kind.FILE, "",
                    "A file that holds the token and nothing else. Without any token in the configuration one is made in"
                            + " the state folder, readable by its owner only."),
            new Option("server.keep_decisions", Kind.DURATION, "90d",
                    "How long the journal keeps decisions. Recoveries are kept for ever."),
            new Option("fleet.seeds[]", Kind.ADDRESS, "",
                    "Servers to start from; everything in their chains is found from one of each."),
            new Option("fleet.user", Kind.TEXT, "tutti", "The account on every server."),
            new Option("fleet.password_file", Kind.FILE, "", "A file that holds the account's password and nothing else."),
            new Option("fleet.password_env", Kind.TEXT, "",
                    "The environment variable that holds the password, instead of a file."),
            new Option("fleet.replication_user", Kind.TEXT, "",
                    "As whom a former primary replicates after a switchover: an account with `REPLICATION SLAVE` on every server, as its"
                            + " replicas have it. Without it there are no switchovers."),
            new Option("fleet.replication_password_file", Kind.FILE, "",
                    "A file that holds that account's password and nothing else."),
            new Option("fleet.replication_password_env", Kind.TEXT, "",
                    "The environment variable that holds it, instead of a file."),
            new Option("fleet.tls", Kind.TLS, "off",
                    "Whether sessions are encrypted: not at all, whoever the other side is, or with a certificate that"
                            + " Java's trust store vouches for."),
            new Option("fleet.ignore[]", Kind.PATTERN, "", "Servers that are never watched, though others name them."),
            new Option("timing.poll", Kind.DURATION, "1s", "How often each server is looked at."),
            new Option("timing.probe_deadline", Kind.DURATION, "1s",
                    "How long one look may take before it counts as unanswered."),
            new Option("timing.silence_bound", Kind.DURATION, "4s",
                    "Within which a hung host or a cut link is concluded: a look is due (1 s), goes unanswered (1 s), a new"
                            + " connection as well (1 s), and the replicas' receivers show that they get no greeting (1 s)."),
            new Option("timing.reprobe", Kind.DURATION, "50ms",
                    "How soon evidence is asked for again while a conclusion is pending."),
            new Option("timing.recent_enough", Kind.DURATION, "30s",
                    "A replica that had been gone for longer when its source fell silent is not expected as a witness."),
            new Option("recovery.primary", Kind.MODE, "automatic", "What is done about a dead primary."),
            new Option("recovery.intermediate", Kind.MODE, "automatic", "What is done about a dead intermediate."),
            new Option("recovery.anti_flapping", Kind.DURATION, "10m",
                    "After a recovery none of the same kind starts by itself in the same chain for this long, unless a"
                            + " person acknowledged the first; intermediates that die together are all recovered. Longer than a"
                            + " server takes to restart and crash again, short enough that two unrelated deaths in a night are both handled."),
            new Option("recovery.chains[].chain", Kind.TEXT, "",
                    "An exception for the chains whose name matches (`*` and `?`); the first match holds."),
            new Option("recovery.chains[].primary", Kind.MODE, "as above", "For these chains."),
            new Option("recovery.chains[].intermediate", Kind.MODE, "as above", "For these chains."),
            new Option("recovery.chains[].anti_flapping", Kind.DURATION, "as above", "For these chains."),
            new Option("recovery.drain_deadline", Kind.DURATION, "60s",
                    "How long a replica may take to apply what it has received from a dead source. One that is not done by"
                            + " then is not promoted, and a failover that would lose what it has is refused."),
            new Option("recovery.act_deadline", Kind.DURATION, "30s",
                    "How long a server may take to answer one statement that changes it."),
            new Option("promotion.rules[].servers", Kind.PATTERN, "", "Whom the rule is about; the first match holds."),
            new Option("promotion.rules[].preference", Kind.PREFERENCE, "neutral", "How much they are wanted as primary."),
            new Option("promotion.sites[].name", Kind.TEXT, "",
                    "A place whose servers can fail together or be cut off together."),
            new Option("promotion.sites[].servers", Kind.PATTERN, "", "Which servers stand there."),
            new Option("promotion.across_sites", Kind.SWITCH, "true",
                    "Whether a server of another site than the dead primary's may be promoted by Tutti itself."),
            new Option("promotion.max_lag", Kind.DURATION, "10m",
                    "A replica further behind than this, when its primary was last seen alive, is not promoted by Tutti itself."),
            new Option("pseudo_gtid.inject", Kind.SWITCH, "true",
                    "Whether entries are written on writable primaries. Needs DROP on the schema `_pseudo_gtid_`, which need"
                            + " not exist."),
            new Option("pseudo_gtid.every", Kind.DURATION, "5s",
                    "How often. A search compares the transactions of one such interval on average, half of it at best."),
            new Option("pseudo_gtid.pattern", Kind.REGEX, "",
                    "How entries are recognised that another tool has written. A group named `key` is the unique part, else"
                            + " the whole finding is. Without it, ours and entries of the same shape are recognised."),
            new Option("hooks.detected", Kind.FILE, "", "Executable to run when a death is certain."),
            new Option("hooks.before", Kind.FILE, "",
                    "Executable to run before a recovery changes anything; when it fails, nothing is changed."),
            new Option("hooks.after", Kind.FILE, "", "Executable to run after a recovery reached its goal."),
            new Option("hooks.failed", Kind.FILE, "", "Executable to run after a recovery did not reach its goal."),
            new Option("hooks.deadline", Kind.DURATION, "10s", "How long each of them, and each webhook, may take."),
            new Option("hooks.webhooks[]", Kind.URL, "", "Where each moment is posted as JSON."),
            new Option("agents.certificate", Kind.FILE, "",
                    "The control plane's certificate, by which agents know it (`tutti pki create client`)."),
            new Option("agents.key", Kind.FILE, "", "Its key."),
            new Option("agents.authority", Kind.FILE, "", "The certificate of the authority that signed the agents' (`ca.pem`)."),
            new Option("agents.revoked", Kind.FILE, "",
                    "The list of revoked certificates (`revoked.pem`); read again when it changes."),
            new Option("agents.token_file", Kind.FILE, "",
                    "A file that holds the agents' token, instead of certificates: for agents on loopback only."),
            new Option("agents.poll", Kind.DURATION, "1s", "How often each agent is asked for its report."),
            new Option("agents.deadline", Kind.DURATION, "3s",
                    "How long an answer may take. Counting a large data folder takes an agent two seconds."),
            new Option("agents.hosts[].name", Kind.TEXT, "", "What an agent is called that is beside no node of a cluster, or is to be"
                    + " named elsewhere: a hub's, a proxy's, an observer's."),
            new Option("agents.hosts[].address", Kind.ADDRESS, "", "Where it listens."),
            new Option("galera.poll", Kind.DURATION, "500ms",
                    "How often all nodes of a cluster are looked at, together. One that does not answer within"
                            + " `timing.probe_deadline` is not waited for."),
            new Option("galera.recovery", Kind.MODE, "automatic",
                    "What is done when no node takes writes any more. Even `automatic` does only what is certain, and asks"
                            + " otherwise."),
            new Option("galera.restart", Kind.MODE, "automatic",
                    "What is done about a node that crashed while the others go on: it is started with its position, if it then"
                            + " gets only what it lacks."),
            new Option("galera.restart_attempts", Kind.NUMBER, "3", "How often a crashed node is started before it is left."),
            new Option("galera.restart_window", Kind.DURATION, "10m",
                    "How long it has to be Synced before its crashes are counted anew."),
            new Option("galera.patience", Kind.DURATION, "30s",
                    "How long living nodes without quorum are left alone. Where links come back the cluster heals unaided"
                            + " within 4 to 6 s; making one half primary stops the other."),
            new Option("galera.join_deadline", Kind.DURATION, "2m",
                    "How long a node that joins may take without any progress: a state transfer that moves is not cut short."),
            new Option("galera.drain", Kind.DURATION, "0s",
                    "How long load balancers get to notice that a node was taken out of rotation: twice the interval of their"
                            + " health checks (`/health/galera/CLUSTER/node`)."),
            new Option("galera.measure_links", Kind.DURATION, "10m",
                    "How often the agents measure the links between each other, eight megabytes or five seconds for each; `0s`"
                            + " for never. State transfers are foretold and judged by it."),
            new Option("galera.compare", Kind.DURATION, "30s",
                    "How long the nodes' rows may be compared after a recovery, smallest tables first; `0s` for never. It takes"
                            + " the right to read them (`SELECT`)."),
            new Option("traffic.dns", Kind.FILE, "",
                    "The zones and checks of the DNS server that runs in the control plane and answers by what is known here;"
                            + " none without it ([dns.md](dns.md))."),
            new Option("traffic.routers", Kind.FILE, "",
                    "A file that says which other routers are told what the names of `traffic.dns` answer"
                            + " ([routers.md](routers.md))."),
            new Option("traffic.tell_deadline", Kind.DURATION, "10s",
                    "How long a recovery waits until names and routers that lead clients to its chain follow the new primary."
                            + " Only its end waits for them, and one that is late does not make it fail."),
            new Option("mesh.description", Kind.FILE, "",
                    "The description of the encrypted network between the sites, whose survivability the page and the API tell;"
                            + " read again when it changes ([mesh.md](mesh.md))."));

    static final List<Option> ALL = Stream.concat(OWN.stream(), GaleraSection.OPTIONS.stream()).toList();

    private Options() {}

    public static List<Option> all() {
        return ALL;
    }
}
