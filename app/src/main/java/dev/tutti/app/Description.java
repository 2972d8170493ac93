package dev.tutti.app;

import dev.tutti.lab.Accounts;
import dev.tutti.lab.FleetMember;
import dev.tutti.lab.LabBinlogServer;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the one line of JSON says of a demo, whatever its scenario. Stateless. */
final class Description {
    private Description() {}

    /** What every description begins with. */
    static Map<String, Object> of(Show show) throws IOException {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("api", show.apiUrl());
        description.put("page", show.pageUrl());
        description.put("token_file", show.tokenFile().toString());
        description.put("user", Accounts.APP.user());
        description.put("password", Accounts.APP.password().reveal());
        return description;
    }

    /** What every description says about a process. */
    static Map<String, Object> ofProcess(FleetMember server) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", server.name());
        entry.put("kind", server.kind());
        entry.put("host", server.host());
        entry.put("port", server.port());
        entry.put("pid", server.pid().orElse(null));
        entry.put("replicates_from", server.startedBelow().orElse(null));
        entry.put("flavour", server.flavour().cliName());
        entry.put("data", server.dataFolder().toString());
        entry.put("data_folder", server.dataFolder().toString()); // as it was first called
        if (server instanceof LabBinlogServer) {
            entry.put("replication_user", Accounts.REPLICATION.user());
            entry.put("replication_password", Accounts.REPLICATION.password().reveal());
        }
        return entry;
    }
}
