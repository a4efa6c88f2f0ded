#!/bin/sh
# Checks and measures this program on the GPU of this machine: ./verify.sh [FOLDER for results, default ./results]. Nothing
# is installed or downloaded. Numerics first, then each kernel beside PyTorch, in turn; then results.json and results.md.
# Without a GPU everything is run all the same, on the emulator or the CPU, and the results say so. Exit status 1: a
# number is wrong, a check of the GPU's memory found something, or a time could not be taken.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
mkdir -p "${1:-$here/results}/cache" || exit 1
out=$(CDPATH='' cd -- "${1:-$here/results}" && pwd)
rm -f "$out"/ours-*.json "$out"/torch-*.json "$out"/*.log "$out/results.json" "$out/results.md"
: > "$out/notes.txt" || exit 1
status=0
if [ ! -d "$here/runtime" ]; then
  mkdir -p "$here/unpacking" && tar xzf "$here/runtime.tar.gz" -C "$here/unpacking" &&
    mv "$here/unpacking/runtime" "$here/runtime" && rmdir "$here/unpacking" || exit 1
fi

note() {
  echo "$*"
  echo "$*" >> "$out/notes.txt"
}

# A memory checker, if any, comes before the program.
run_java() {
  ${checker:-} "$here/runtime/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
    "-Dsinopia.cache=$out/cache" "-Djava.io.tmpdir=$out/cache" "-Dsinopia.device=$device" "-Dsinopia.devices=$device" \
    -cp "$here/jars/*" "$@"
}

run_tests() {
  run_java -ea org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=tree --disable-ansi-colors "$@"
}

# The program itself tells if a device works: it loads, or it says why not.
device=cuda
if run_java org.sinopia.bench.gpu.KernelTimes cuda "$out/probe.json" small > "$out/device.log" 2>&1; then
  note "GPU: $(sed -n 's/^device: //p' "$out/device.log"), driver $(sed -n 's/^driver: //p' "$out/device.log")"
else
  device=emulator
  note "no CUDA on this machine: $(grep -m1 -o 'cuda: .*' "$out/device.log" || tail -1 "$out/device.log")"
  note "so numerics are those of the emulator where there is a C++ compiler, and times those of the CPU at small sizes"
fi
rm -f "$out/probe.json"

tests() {
  name=$1
  shift
  log="$out/$name.log"
  if run_tests "$@" > "$log" 2>&1; then
    note "$name on $device: $(grep -o '[0-9]* tests successful' "$log" | head -1), $(grep -o '[0-9]* tests aborted' "$log" | head -1)"
  else
    note "$name on $device: FAILED, see $name.log"
    status=1
  fi
}

if [ $device = cuda ]; then
  tests kernels --scan-classpath "$here/jars/tests-kernels.jar"
  tests ops --scan-classpath "$here/jars/tests-tensor.jar" --include-tag every-device
  tests steps --select-class org.sinopia.test.WholeStepTest
  for tool in memcheck racecheck initcheck; do
    if ! command -v compute-sanitizer > /dev/null; then
      note "compute-sanitizer $tool: not found"
      continue
    fi
    # Launches are some hundred times slower under it: the goldens of every op, not all that is drawn.
    checker="compute-sanitizer --tool $tool --target-processes all --error-exitcode 9"
    if run_tests --scan-classpath "$here/jars/tests-tensor.jar" --include-tag every-device > "$out/$tool.log" 2>&1; then
      note "compute-sanitizer $tool: clean"
    else
      note "compute-sanitizer $tool: see $tool.log"
      status=1
    fi
    checker=
  done
else
  tests steps --select-class org.sinopia.kernels.GraphTest --select-class org.sinopia.test.WholeStepTest
fi

measure() {
  if ! run_java org.sinopia.bench.gpu.KernelTimes "$@" > "$out/times.log" 2>&1; then
    note "times: FAILED: $(tail -1 "$out/times.log")"
    status=1
  fi
}

peers="not run, they need a GPU"
for round in 1 2 3; do
  if [ $device = cuda ]; then
    measure cuda "$out/ours-$round.json"
    if command -v python3 > /dev/null; then
      peers=$(python3 "$here/peers/kernels.py" "$out/torch-$round.json" 2> "$out/peers.log" | tail -1)
      [ -f "$out/torch-$round.json" ] || peers="${peers:-FAILED: $(tail -1 "$out/peers.log")}"
    else
      peers="no python3"
    fi
  else
    measure cpu "$out/ours-$round.json" small
  fi
done
[ -z "$peers" ] || note "peers: ${peers#peers: }"
run_java org.sinopia.bench.gpu.GpuReport "$out" 2> "$out/report.log" || {
  cat "$out/report.log"
  exit 1
}
cat "$out/results.md"
exit $status
