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
mkdir embedder few
cp "$root"/train/src/main/resources/org/sinopia/train/model/embedder/* embedder
cp pictures/painting-000001.png few
cp cubes/painting-000001.h5 few

# measure JOB EXECUTORS ARGUMENTS...: wall and CPU seconds, and seconds within tasks, in one line.
measure() {
  job=$1
  executors=$2
  shift 2
  rm -rf out
  /usr/bin/time -o measured -f '%e %U %S' "$sinopia" spark "$job" "$@" --out out --master "local-cluster[$executors,1,2048]" \
    --conf spark.executor.memory=2g --conf spark.ui.enabled=false >said 2>err || { cat said err >&2; exit 1; }
  read -r wall user system <measured
  seconds() { sed -n "s/^  \"$1\" : \\([0-9.]*\\).*/\\1/p" "out/_sinopia/$job/summary.json"; }
  awk -v w="$wall" -v u="$user" -v s="$system" -v r="$(seconds seconds)" -v t="$(seconds task_seconds)" -v c="$(seconds copy_seconds)" \
    -v b="$(seconds written_bytes)" 'BEGIN { printf "%.1f %.1f %.1f %.1f %.2f %.1f\n", w, r, u + s, t, c, b / 1e6 }'
}

echo "| job | executors | whole command, s | job alone, s | CPU, s | in commands, s | in copies, s | written, MB | CPU per further picture, s |"
echo '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |'
# row LABEL JOB MANY FEW ARGUMENTS...: MANY are the inputs, FEW is one of them.
row() {
  label=$1
  job=$2
  many=$3
  one=$4
  shift 4
  echo "$label" >&2
  base=$(measure "$job" 1 "$one" "$@" | cut -d ' ' -f 3)
  for executors in 1 2; do
    measure "$job" "$executors" "$many" "$@" | {
      read -r wall alone cpu inside copies written
      further=$(awk -v c="$cpu" -v b="$base" -v n="$pictures" 'BEGIN { printf "%.2f", (c - b) / (n - 1) }')
      echo "| $label | $executors | $wall | $alone | $cpu | $inside | $copies | $written | $further |"
    }
  done
}
row 'embed --synthesize' embed pictures 'few/*.png' --synthesize --model embedder
row synthesize synthesize pictures 'few/*.png'
row 'map --all' map cubes 'few/*.h5' --all
row recolour recolour cubes 'few/*.h5'
