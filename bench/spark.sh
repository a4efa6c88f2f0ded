#!/bin/sh
# Measures jobs on Apache Spark with one and with two executors of one core each (local-cluster, separate JVMs) and prints a table:
# bench/spark.sh [PICTURES [SIZE]]. Needs GNU time (/usr/bin/time). CPU seconds are those of the driver and all executors.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
pictures=${1:-24}
size=${2:-192x192}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
sinopia=$root/sinopia
"$sinopia" spark --help >/dev/null # so that no build is measured
"$sinopia" paint --count "$pictures" --size "$size" --out pictures >/dev/null
"$sinopia" synthesize pictures --out cubes >/dev/null 2>&1
mkdir embedder
cp "$root"/train/src/main/resources/org/sinopia/train/model/embedder/* embedder

# row LABEL JOB INPUTS ARGUMENTS...: one row for each number of executors, from the job's own summary.
row() {
  label=$1
  job=$2
  shift 2
  for executors in 1 2; do
    echo "$label, $executors" >&2
    rm -rf out
    /usr/bin/time -o measured -f '%e' "$sinopia" spark "$job" "$@" --out out --master "local-cluster[$executors,1,2048]" \
      --conf spark.executor.memory=2g --conf spark.ui.enabled=false >said 2>err || { cat said err >&2; exit 1; }
    number() { sed -n "s/^  \"$1\" : \\([0-9.E]*\\).*/\\1/p" "out/_sinopia/$job/summary.json"; }
    awk -v l="$label" -v e="$executors" -v w="$(cat measured)" -v r="$(number seconds)" -v t="$(number task_seconds)" \
      -v c="$(number copy_seconds)" -v b="$(number written_bytes)" \
      'BEGIN { printf "| %s | %d | %.1f | %.1f | %.1f | %.2f | %.1f |\n", l, e, w, r, t, c, b / 1e6 }'
  done
}
# rate COMMAND ARGUMENTS...: CPU seconds of one further picture on one machine, from one picture and from all.
rate() {
  for inputs in "pictures/painting-000001.png" "$(echo pictures/*.png)"; do
    rm -rf out
    # shellcheck disable=SC2086
    /usr/bin/time -o "cpu$(echo "$inputs" | wc -w)" -f '%U %S' "$sinopia" "$@" $inputs --out out >said 2>err || { cat err >&2; exit 1; }
  done
  awk -v n="$pictures" -v name="$1" 'NR == 1 { one = $1 + $2 } NR == 2 { printf "\n%s: %.2f s of CPU for a further picture\n", name, ($1 + $2 - one) / (n - 1) }' \
    cpu1 "cpu$pictures"
}

echo "| job | executors | whole command, s | job alone, s | in commands, s | in copies, s | written, MB |"
echo '| --- | ---: | ---: | ---: | ---: | ---: | ---: |'
row 'embed --synthesize' embed pictures --synthesize --model embedder
row synthesize synthesize pictures
row 'map --all' map cubes --all
row recolour recolour cubes
rate synthesize
rate embed --model embedder --synthesize
