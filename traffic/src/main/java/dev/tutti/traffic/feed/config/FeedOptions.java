package dev.tutti.traffic.feed.config;

import dev.tutti.settings.Option;
import dev.tutti.settings.Option.Kind;

import java.util.List;

/** The options of what other routers are told. */
public final class FeedOptions {
    static final String LIST = "traffic.providers";
    private static final String ONE = LIST + "[].";

    static final List<Option> ALL = List.of(
            of("name", Kind.TEXT, "", "What messages call it."),
            of("kind", Kind.TEXT, "", "`rfc2136`, `route53`, `haproxy`, `agent_check`, `proxysql`, `consul`, `etcd`, `address` or"
                    + " `command`."),
            of("mend", Kind.SWITCH, "false", "Whether what somebody else changes is put right although nothing new is wanted;"
                    + " it is reported in any case."),
            of("check", Kind.DURATION, "30s", "How often a router that says what it should is looked at."),
            of("deadline", Kind.DURATION, "", "How long looking, changing and reading back may take together. Without it `10s`;"
                    + " for `route53` `2m`, as its servers have a change after up to a minute."),
            of("retry_first", Kind.DURATION, "500ms", "How long after the first failure it is tried again; doubled each time."),
            of("retry_most", Kind.DURATION, "30s", "The longest such wait, and that after a refusal (a wrong key, a missing"
                    + " grant)."),
            of("routes[].route", Kind.TEXT, "", "A route's name."),
            of("routes[].to", Kind.TEXT, "", "What it is there: a DNS name (`rfc2136`, `route53`, without it the route's name), a"
                    + " backend (`haproxy`), the number of a host group (`proxysql`), a key (`consul`, `etcd`), an address with the"
                    + " length of its prefix (`address`), any name (`command`, without it the route's name)."),
            of("routes[].purpose", Kind.TEXT, "writer", "`writer`: whoever leaves is gone before anybody comes; `readers`: the"
                    + " other way round. Of effect where a router cannot do both in one."),
            of("server", Kind.ADDRESS, "", "`rfc2136`: the zone's primary server, port 53 as a rule; `proxysql`: the admin"
                    + " interface, port 6032 as a rule."),
            of("zone", Kind.TEXT, "", "`rfc2136`: the zone's name; `route53`: the hosted zone's id."),
            of("key_name", Kind.TEXT, "", "`rfc2136`: the TSIG key's name."),
            of("key_algorithm", Kind.TEXT, "", "`rfc2136`: `hmac-sha256` (without it), `hmac-sha384`, `hmac-sha512`, `hmac-sha224`"
                    + " or `hmac-sha1`."),
            of("secret_file", Kind.FILE, "", "A file that holds the secret and nothing else: the key in base64 (`rfc2136`), the"
                    + " secret key (`route53`), the password (`proxysql`, `etcd`), the token (`consul`)."),
            of("secret_env", Kind.TEXT, "", "Or the name of the environment variable that does."),
            of("access_key", Kind.TEXT, "", "`route53`: the access key's id. Without it the machine's own role or environment."),
            of("weighted", Kind.SWITCH, "", "`route53`: whether weights are written, as one set of records for each address."
                    + " Without it, no."),
            of("poll", Kind.DURATION, "", "`route53`: how often it is asked whether all its servers have a change. Without it"
                    + " `2s`: an account may ask five times a second in all."),
            of("request", Kind.DURATION, "", "`route53`: how long one request may take, without it `10s`; `address`: how long one"
                    + " host may take, without it `2s`."),
            of("url", Kind.URL, "", "`consul`, `etcd`: where; `route53`: another place than Amazon's own."),
            of("socket", Kind.FILE, "", "`haproxy`: the file of its stats socket, or `host:port`."),
            of("listen", Kind.ADDRESS, "", "`agent_check`: where HAProxy's agent checks are answered."),
            of("user", Kind.TEXT, "", "`proxysql`, `etcd`: the account."),
            of("load_pending", Kind.SWITCH, "", "`proxysql`: whether changes of somebody else that are not loaded yet may be loaded"
                    + " with ours. Without it, no."),
            of("hosts[].ip", Kind.TEXT, "", "`address`: a host's own IP address, as endpoints name it."),
            of("hosts[].agent", Kind.TEXT, "", "`address`: the agent on it, as the control plane knows it."),
            of("apply[]", Kind.TEXT, "", "`command`: program and arguments, one a line, that make routes so; no shell reads them."),
            of("read[]", Kind.TEXT, "", "`command`: program and arguments that print what there is."));

    private FeedOptions() {}

    private static Option of(String name, Kind kind, String fallback, String description) {
        return new Option(ONE + name, kind, fallback, description);
    }

    public static List<Option> all() {
        return ALL;
    }
}
