# What the examples' scripts share: they find Lintel, install clients, and start and stop processes. To be sourced.
# Callers set `home` (the directory of the example); logs go to $home/target.

examples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
export NO_PROXY=127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}
export no_proxy=$NO_PROXY

refuse() {
    echo "$(basename "$home")/$(basename "$0"): $1" >&2
    exit 1
}

# Answers in `lintel` the command that starts Lintel.
find_lintel() {
    local jar=$examples/../target/quarkus-app/quarkus-run.jar
    if [[ -n ${LINTEL_EXECUTABLE:-} ]]; then
        [[ -x $LINTEL_EXECUTABLE ]] || refuse "LINTEL_EXECUTABLE names no executable: $LINTEL_EXECUTABLE"
        lintel=("$(realpath "$LINTEL_EXECUTABLE")")
    else
        [[ -f $jar ]] || refuse "nothing is packaged: run \`./mvnw package -DskipTests\` first"
        lintel=("$java" -jar "$(realpath "$jar")")
    fi
}

# Installs anew when the list of what is needed has changed.
install_python() {
    local directory=$1
    shift
    if ! cat "$@" | cmp -s - "$directory/installed"; then
        echo "-- installing what the Python code needs"
        python3 -m venv --clear "$directory"
        "$directory/bin/pip" install --quiet --disable-pip-version-check "${@/#/--requirement=}"
        cat "$@" >"$directory/installed"
    fi
}

install_node() {
    local directory=$1
    if ! cmp -s "$directory/package-lock.json" "$directory/node_modules/installed"; then
        echo "-- installing what the Node code needs"
        (cd "$directory" && npm ci --no-audit --no-fund --loglevel=error)
        cp "$directory/package-lock.json" "$directory/node_modules/installed"
    fi
}

declare -A running=()

# Starts a command under a name, which its log has too.
start() {
    local name=$1
    shift
    mkdir -p "$home/target"
    "$@" >"$home/target/$name.log" 2>&1 &
    running[$name]=$!
}

# Waits until a command succeeds. A process that has ended meanwhile, or half a minute, is the end of the script.
await() {
    local name=$1
    shift
    for ((i = 0; i < 300; i++)); do
        if "$@" >/dev/null 2>&1; then return; fi
        kill -0 "${running[$name]}" 2>/dev/null || break
        sleep 0.1
    done
    cat "$home/target/$name.log" >&2
    refuse "$name did not start"
}

listens() { (: <"/dev/tcp/127.0.0.1/$1"); }

# Ends processes by SIGTERM, together, so that each sends the spans that it still has. After 20 seconds they are killed. Fails
# when Lintel does not end as it should.
stop() {
    local name status troubled=0
    for name in "$@"; do
        kill -TERM "${running[$name]}" 2>/dev/null || true
    done
    for name in "$@"; do
        for ((i = 0; i < 200; i++)); do
            kill -0 "${running[$name]}" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "${running[$name]}" 2>/dev/null || true
        status=0
        wait "${running[$name]}" 2>/dev/null || status=$?
        unset "running[$name]"
        # 143 is 128 and SIGTERM: how a JVM ends.
        if [[ $name == lintel ]] && ((status != 0 && status != 143)); then
            echo "failed  lintel: exit status $status after SIGTERM"
            troubled=1
        fi
    done
    return "$troubled"
}

trap 'stop "${!running[@]}" || exit 1' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# As many free ports as are asked for.
free_ports() {
    python3 "$examples/../e2e/quiet_ports.py" "$1"
}

# Starts an OTLP receiver that writes the spans to target/spans, and answers its address in `receiver_url`.
start_receiver() {
    local receiver=$examples/../e2e/receiver venv=$examples/../target/receiver ports=$home/target/ports
    rm -f "$ports"
    install_python "$venv" "$receiver/requirements.txt"
    start receiver "$venv/bin/python" "$receiver/receiver.py" "$home/target/spans" "$ports"
    await receiver test -f "$ports"
    receiver_url=http://127.0.0.1:$(sed -n 's/^http //p' "$ports")
}
