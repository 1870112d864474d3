# What the scripts of this folder share, to be sourced from the top of the tree: a working directory
# that goes with the script, servers that end with it, and small arithmetic.
bin=$PWD/build/release/tests/bench
program=$PWD/build/release/services/tokenledger/tokenledger
work=$(mktemp -d "${TMPDIR:-/tmp}/tokenledger-bench-XXXXXX")
pids=()
counted=() # NAME=VALUE …: the environment of the next ledger
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# start_ledger NAME CORES [arguments of serve]: sets `port` and `pid` once it serves.
start_ledger() {
  local name=$1 cores=$2
  shift 2
  env "${counted[@]}" taskset -c "$cores" \
    "$program" serve --listen 127.0.0.1:0 --threads 1 "$@" \
    >"$work/$name.out" 2>"$work/$name.err" &
  pid=$!
  pids+=("$pid")
  for _ in $(seq 30000); do
    port=$(sed -n 's/^tokenledger listens on .*:\([0-9]*\)$/\1/p' "$work/$name.out")
    [ -n "$port" ] && return
    kill -0 "$pid" 2>/dev/null || { cat "$work/$name.err" >&2; exit 1; }
    sleep 0.01
  done
  echo "tests/bench: $name does not serve; see its log above" >&2
  exit 1
}
# stop_process PID
stop_process() {
  kill "$1"
  wait "$1" 2>/dev/null || true
}
load() { taskset -c 1 "$bin/load_http" "$@"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0 ? a / b : 0) }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
