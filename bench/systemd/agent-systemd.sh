#!/bin/bash
# Runs the agent as docs/agent.md tells: under a real systemd, with the unit that stands there, beside Debian's MariaDB with Galera
# that runs through its own unit. A Debian is made with debootstrap and booted with systemd-nspawn; the agent is driven over HTTP
# with certificates of `tutti pki`. Takes root, the packages debootstrap and systemd-container, and a JDK 25 in JAVA_HOME.
#
#   bench/systemd/agent-systemd.sh [--dir FOLDER] [--report FILE]
#
# FOLDER keeps what debootstrap made for the next time. Ends with 0 if everything came out as it must.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd -P)
home=$(cd "$here/../.." && pwd -P)
folder=
report=
while [ $# -gt 0 ]; do
    case $1 in
        --dir) folder=$2; shift 2 ;;
        --report) report=$2; shift 2 ;;
        *) sed -n '2,9p' "$0"; exit 2 ;;
    esac
done
keep=$folder
[ -n "$folder" ] || folder=$(mktemp -d /var/tmp/tutti-agent-systemd.XXXXXX)
base=$folder/base
root=$folder/root
suite=${TUTTI_DEBIAN:-bookworm}
packages=systemd,systemd-sysv,dbus,iproute2,procps,curl,openssl,mariadb-server,galera-4,mariadb-backup,rsync,socat
name=tutti-agent-systemd-$$
booted=
results=()
failed=0

[ "$(id -u)" = 0 ] || { echo "A container takes root." >&2; exit 2; }
for tool in debootstrap systemd-nspawn nsenter; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install debootstrap systemd-container" >&2; exit 2; }
done
: "${JAVA_HOME:?set it to a JDK 25}"
"$home/tutti" --version >/dev/null

clean() {
    if [ -n "${leader:-}" ] && [ -n "$keep" ]; then
        nsenter -t "$leader" -a journalctl --no-pager -b >"$keep/journal.log" 2>/dev/null || true
    fi
    if [ -n "$booted" ] && kill -0 "$booted" 2>/dev/null; then
        [ -z "${leader:-}" ] || kill -s RTMIN+4 "$leader" 2>/dev/null || true # poweroff
        for _ in $(seq 60); do kill -0 "$booted" 2>/dev/null || break; sleep 0.5; done
        kill -KILL ${leader:-} "$booted" 2>/dev/null || true
        wait "$booted" 2>/dev/null || true
    fi
    if [ -n "$keep" ]; then rm -rf --one-file-system "$root"; else rm -rf --one-file-system "$folder"; fi
}
trap clean EXIT

# ---- a machine

if [ ! -e "$base/.made" ]; then
    rm -rf --one-file-system "$base"
    debootstrap --variant=minbase --include="$packages" "$suite" "$base" ${TUTTI_MIRROR:+"$TUTTI_MIRROR"} \
        >"$folder/debootstrap.log" 2>&1 || { tail -5 "$folder/debootstrap.log" >&2; exit 1; }
    touch "$base/.made"
fi
rm -rf --one-file-system "$root"
cp -a --reflink=auto "$base" "$root"

mkdir -p "$root/opt/tutti/app/target" "$root/etc/tutti" "$root/usr/lib/jvm"
cp -a "$home/tutti" "$root/opt/tutti/"
cp -a "$home/app/target/dist" "$root/opt/tutti/app/target/"
touch "$root/opt/tutti/app/target/dist/tutti.jar"
java=$(readlink -f "$JAVA_HOME")
mkdir -p "$root/usr/lib/jvm/jdk"
printf '127.0.0.1 localhost db1 db2\n' >"$root/etc/hosts"
echo db1 >"$root/etc/hostname"

# The unit and the grants of the paths are those of the documentation, letter by letter.
awk '/^```ini/ {getline; if ($0 ~ /tutti-agent.service/) {on=1; next}} /^```/ {on=0} on' "$home/docs/agent.md" \
    >"$root/etc/systemd/system/tutti-agent.service"
grep -q ExecStart "$root/etc/systemd/system/tutti-agent.service" || { echo "docs/agent.md has no unit" >&2; exit 1; }

galera() { # port address extra
    cat <<X
bind_address=$2
port=3306
binlog_format=ROW
innodb_autoinc_lock_mode=2
wsrep_on=ON
wsrep_provider=/usr/lib/galera/libgalera_smm.so
wsrep_cluster_name=pay
wsrep_cluster_address=gcomm://127.0.0.1,127.0.0.2
wsrep_node_address=$2
wsrep_node_name=$1
wsrep_sst_method=rsync
wsrep_provider_options="gmcast.listen_addr=tcp://$2:4567;ist.recv_addr=$2;gcache.size=16M"
X
}
{
    echo '[mariadbd]'
    galera db1 127.0.0.1
    echo 'log_error=/var/log/mysql/error.log'
    echo 'log_bin=/var/lib/mysql/mysql-bin'
    echo 'server_id=1'
} >"$root/etc/mysql/mariadb.conf.d/60-galera.cnf"
mkdir -p "$root/srv/db2"
{
    echo '[mariadbd]'
    galera db2 127.0.0.2
    printf '%s\n' user=mysql datadir=/srv/db2/data socket=/srv/db2/sock pid_file=/srv/db2/pid log_error=/srv/db2/error.log server_id=2
} >"$root/srv/db2/my.cnf"
cat >"$root/etc/tutti/agent.yaml" <<'X'
agent:
  listen: 127.0.0.1:7420
  state_folder: /var/lib/tutti-agent
tls:
  certificate: /etc/tutti/pki/db1.pem
  key: /etc/tutti/pki/db1.key
  authority: /etc/tutti/pki/ca.pem
  revoked: /etc/tutti/pki/revoked.pem
server:
  kind: galera
  data_folder: /var/lib/mysql
  pid_file: /run/mysqld/mysqld.pid
  error_log: /var/log/mysql/error.log
  binary_logs: /var/lib/mysql/mysql-bin
  unit: mariadb.service
  program: [/usr/sbin/mariadbd, --user=mysql]
save:
  reserve: 64M
X
# Not its first boot: that would enable whatever there is, MariaDB's sockets among it.
tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
# The server is started by nobody but the agent; the rest is what the documentation tells to do.
rm -f "$root/etc/systemd/system/multi-user.target.wants/mariadb.service"

systemd-nspawn --quiet --directory="$root" --machine="$name" --register=no --keep-unit --private-network --boot \
    --console=pipe --bind-ro="$java:/usr/lib/jvm/jdk" >"$folder/boot.log" 2>&1 </dev/null &
booted=$!
leader=
for _ in $(seq 100); do
    leader=$(pgrep -P "$booted" || true)
    [ -n "$leader" ] && nsenter -t "$leader" -a systemctl is-system-running >/dev/null 2>&1 && break
    state=$([ -n "$leader" ] && nsenter -t "$leader" -a systemctl is-system-running 2>/dev/null || true)
    [ "$state" = degraded ] && break
    sleep 0.3
done
[ -n "$leader" ] || { echo "systemd did not boot:" >&2; tail -20 "$folder/boot.log" >&2; exit 1; }

# ---- words

inside() { nsenter -t "$leader" -a -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"; }
sql() { inside mariadb -N -e "$1" 2>&1; }
ask() { # method path [body]
    inside curl -sS --max-time 20 --cacert /etc/tutti/pki/ca.pem --cert /etc/tutti/pki/control.pem \
        --key /etc/tutti/pki/control.key -X "$1" ${3:+-H 'Content-Type: application/json' -d "$3"} "https://127.0.0.1:7420$2"
}
field() { python3 -c 'import json,sys
try: value=json.load(sys.stdin)
except ValueError: sys.exit()
for key in sys.argv[1].split("."):
    value = value[int(key)] if isinstance(value, list) else (value or {}).get(key)
print("" if value is None else value if isinstance(value, str) else json.dumps(value))' "$1"; }
number=0
act() { # body without its id: does it and sets state, message, action
    number=$((number + 1))
    id=check-$number
    action=$(ask POST /v1/actions "{\"id\": \"$id\", $1}")
    for _ in $(seq 400); do
        action=$(ask GET "/v1/actions/$id")
        [ "$(field state <<<"$action")" = running ] || break
        sleep 0.3
    done
    state=$(field state <<<"$action")
    message=$(field message <<<"$action")
}
check() { # what, whether
    if [ "$2" = yes ]; then
        results+=("ok|$1|${3:-}")
        printf 'ok      %s%s\n' "$1" "${3:+ ($3)}"
    else
        results+=("FAILED|$1|${3:-}")
        printf 'FAILED  %s: %s\n' "$1" "${3:-}"
        failed=$((failed + 1))
    fi
}
is() { [ "$1" = "$2" ] && echo yes || echo no; }
has() { case $1 in *"$2"*) echo yes ;; *) echo no ;; esac; }
reported() { ask GET /v1/report | field "$1"; }
pid() { reported process.pid; }
arguments() { inside sh -c "tr '\\0' ' ' </proc/$(pid)/cmdline"; }
left_over() { inside systemctl show-environment | grep -E '^(MYSQLD_OPTS|_WSREP_NEW_CLUSTER)=' || true; }
synced() { for _ in $(seq 200); do [ "$(sql "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME='wsrep_local_state_comment'")" = Synced ] && { echo yes; return; }; sleep 0.3; done; echo no; }

# ---- what the documentation tells to do

inside ip link set lo up
pki() { inside sh -c "cd /etc/tutti && JAVA_HOME=/usr/lib/jvm/jdk /opt/tutti/tutti pki $*" >/dev/null; }
pki create ca
pki create server db1 --address 127.0.0.1
pki create client control
while read -r command; do
    inside sh -c "$command" </dev/null >/dev/null 2>&1 || { echo "as documented, and it fails: $command" >&2; exit 1; }
done < <(awk '/^Before the first start, on Debian:/ {on=1; next} on && /^    / {sub(/ +#.*/, ""); print; next} on && /[^ ]/ {exit}' "$home/docs/agent.md")
inside systemctl daemon-reload
inside systemctl enable --now tutti-agent.service 2>/dev/null
answers() { for _ in $(seq 100); do ask GET /v1/report >/dev/null 2>&1 && return; sleep 0.3; done; echo "the agent does not answer" >&2; inside systemctl status --no-pager -l tutti-agent >&2; exit 1; }
answers
check "the agent runs in its unit and reports" "$(is "$(inside systemctl is-active tutti-agent)" active)" "$(reported version)"
check "it sees that the server does not run" "$(is "$(reported process.state)" not_running)"

if ! inside test -d /var/lib/mysql/mysql; then
    inside mariadb-install-db --user=mysql --datadir=/var/lib/mysql >/dev/null 2>&1
fi
act '"kind": "bootstrap", "uuid": "00000000-0000-0000-0000-000000000000", "seqno": -1'
check "bootstrap of a new cluster through the unit" "$(is "$state" done)" "$message"
check "with --wsrep-new-cluster as an argument" "$(has "$(arguments)" --wsrep-new-cluster)"
check "nothing of that is left for a later start" "$(is "$(left_over)" "")" "$(left_over)"
check "Synced" "$(synced)"
sql "CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v TEXT); INSERT INTO app.t (v) VALUES ('one')" >/dev/null
check "its binary logs are listed" "$(has "$(ask GET /v1/logs)" mysql-bin.)"
check "its views are told" "$(has "$(ask GET /v1/views)" db1)"
check "the process, its working folder and its command line are seen" "$(is "$(reported process.announced)" true)"

# A second member, so that the first one can leave and come back.
inside sh -c 'mkdir -p /srv/db2/data && chown -R mysql: /srv/db2'
inside mariadb-install-db --no-defaults --user=mysql --datadir=/srv/db2/data >/dev/null 2>&1
inside systemd-run --quiet --unit=db2 --property=LimitNOFILE=32768 /usr/sbin/mariadbd --defaults-file=/srv/db2/my.cnf
for _ in $(seq 200); do [ "$(sql "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME='wsrep_cluster_size'")" = 2 ] && break; sleep 0.3; done
ready() { for _ in $(seq 200); do inside mariadb -N -S /srv/db2/sock -e "SHOW STATUS LIKE 'wsrep_ready'" 2>/dev/null | grep -q ON && { echo yes; return; }; sleep 0.3; done; echo no; }
check "a second member has joined" "$(ready)" "$(synced)"

act '"kind": "stop"'
check "stop" "$(is "$state" done)" "$message"
check "systemd says that it is stopped" "$(is "$(inside systemctl is-active mariadb || true)" inactive)"
check "the second member goes on" "$(ready)"
inside mariadb -S /srv/db2/sock -e "INSERT INTO app.t (v) VALUES ('while away')"
act '"kind": "recover-position"'
check "--wsrep-recover runs within the sandbox" "$(is "$state" done)" "$message"
position=$(field details.uuid <<<"$action"):$(field details.seqno <<<"$action")
act '"kind": "start", "donors": ["db2"]'
check "start" "$(is "$state" done)" "$message"
check "with the recovered position as an argument" "$(has "$(arguments)" "--wsrep_start_position=$position")" "$position"
check "and the donors" "$(has "$(arguments)" "wsrep_sst_donor=db2,")"
check "nothing of that is left for a later start" "$(is "$(left_over)" "")" "$(left_over)"
check "Synced" "$(synced)"
check "it got what it lacked" "$(is "$(sql "SELECT COUNT(*) FROM app.t")" 2)"

act '"kind": "restart"'
check "restart" "$(is "$state" done)" "$message"
check "Synced" "$(synced)"

killed=$(pid)
inside kill -KILL "$killed"
for _ in $(seq 150); do now=$(pid); [ -n "$now" ] && [ "$now" != "$killed" ] && break; sleep 0.3; done
check "a killed server is started again by its own unit, with its position" "$(has "$(arguments)" wsrep_start_position)" "$(synced)"

act '"kind": "fence"'
check "fence" "$(is "$state" done)" "$message"
check "no process runs" "$(is "$(reported process.state)" not_running)"
started=$(inside systemctl start mariadb 2>&1 || true)
sleep 3
check "systemctl start does not start it" "$(is "$(reported process.state)" not_running)" "${started%%$'\n'*}"
act '"kind": "start"'
check "start is refused" "$(is "$state" refused)" "$message"
inside systemctl restart tutti-agent
answers
check "the fence outlives the agent" "$(is "$(reported fenced)" true)"
inside sh -c 'rm -f /run/systemd/system/mariadb.service; systemctl daemon-reload; systemctl start --no-block mariadb'
sleep 8
check "who takes the mask away and starts it is undone" "$(is "$(reported process.state)" not_running)"
inside systemctl stop mariadb 2>/dev/null || true
act '"kind": "save-data", "way": "copy"'
check "its data are saved beside the data folder" "$(is "$state" done)" "$message"
saved=$(field details.folder <<<"$action")
check "with their owner" "$(is "$(inside stat -c %U "$saved")" mysql)" "$saved"
act '"kind": "unfence"'
check "unfence" "$(is "$state" done)" "$message"
act '"kind": "start", "tainted": true'
check "start after the fence" "$(is "$state" done)" "$message"
check "Synced" "$(synced)"

# Both leave; the last one begins again.
act '"kind": "stop"'
inside systemctl stop db2
act '"kind": "recover-position"'
uuid=$(field details.uuid <<<"$action")
seqno=$(field details.seqno <<<"$action")
act "\"kind\": \"bootstrap\", \"uuid\": \"$uuid\", \"seqno\": $seqno"
check "bootstrap is refused where grastate.dat forbids it" "$(is "$state" refused)" "$message"
act "\"kind\": \"mark-safe\""
check "mark-safe" "$(is "$state" done)" "$message"
act "\"kind\": \"bootstrap\", \"uuid\": \"$uuid\", \"seqno\": $seqno"
check "bootstrap with a position" "$(is "$state" done)" "$message"
check "both are arguments" "$(has "$(arguments)" "--wsrep_start_position=$uuid:$seqno")"
check "the owner of grastate.dat is the server's" "$(is "$(inside stat -c %U /var/lib/mysql/grastate.dat)" mysql)"

# ---- the sandbox

agent=$(inside systemctl show --property=MainPID --value tutti-agent)
cannot() { inside nsenter -t "$agent" -m sh -c "$1" >/dev/null 2>&1 && echo no || echo yes; }
check "its file system: /usr, /etc and /boot cannot be written" "$(cannot 'touch /usr/x || touch /etc/x || touch /boot/x')"
check "nor are homes seen" "$(cannot 'ls /root/.bashrc')"
check "devices are its own" "$(cannot 'ls /dev/mem /dev/kmsg')"
capabilities=$(inside sh -c "grep CapBnd /proc/$agent/status" | tr -d '\t' | cut -d: -f2)
check "capabilities" yes "$(capsh --decode="$capabilities" 2>/dev/null || echo "$capabilities")"
exposure=$(inside systemd-analyze security --no-pager tutti-agent 2>/dev/null | tail -1)
check "systemd-analyze security" yes "$(tr -cd '[:print:]' <<<"$exposure" | sed 's/^[^O]*//')"
inside systemd-analyze security --no-pager tutti-agent >"$folder/security.txt" 2>/dev/null || true
inside journalctl --no-pager -u tutti-agent >"$folder/agent.log" 2>/dev/null || true
versions="$(inside systemctl --version | head -1), $(inside mariadbd --version | sed 's/.*Ver //; s/ for.*//'), galera-4 $(inside dpkg-query -W -f '${Version}' galera-4)"

if [ -n "$report" ]; then
    {
        echo "# The agent under systemd"
        echo
        echo "Written by \`bench/systemd/agent-systemd.sh\`: $(date -u +%Y-%m-%d), Debian $suite in a container of systemd-nspawn, $versions."
        echo "The unit is the one in [agent.md](agent.md). $((${#results[@]} - failed)) of ${#results[@]} came out as they must."
        echo
        echo "| what | | |"
        echo "| --- | --- | --- |"
        for line in "${results[@]}"; do
            IFS='|' read -r verdict what detail <<<"$line"
            echo "| $what | $verdict | ${detail//|//} |"
        done
    } >"$report"
fi
echo
echo "$versions: $((${#results[@]} - failed)) of ${#results[@]} came out as they must"
[ "$failed" = 0 ]
