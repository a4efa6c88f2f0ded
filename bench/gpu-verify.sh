#!/bin/sh
# Checks and measures this program on the GPU of this machine: ./verify.sh [FOLDER for results, default ./results]. Nothing
# is installed or downloaded. Numerics first, then each kernel beside PyTorch, in turn; then results.json and results.md.
# Without a GPU everything is run all the same, on the emulator or the CPU, and the results say so. Exit status 1: a
# number is wrong, or a check of the GPU's memory found something.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
mkdir -p "${1:-$here/results}"
out=$(CDPATH='' cd -- "${1:-$here/results}" && pwd)
rm -f "$out"/ours-*.json "$out"/torch-*.json "$out/results.json" "$out/results.md"
: > "$out/notes.txt"
status=0
[ -d "$here/runtime" ] || tar xzf "$here/runtime.tar.gz" -C "$here" || exit 1

note() {
  echo "$*"
  echo "$*" >> "$out/notes.txt"
}

run_java() {
  "$here/runtime/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED "-Dsinopia.cache=$out/cache" \
    -cp "$here/jars/*" "$@"
}

# What a device needs is asked of the program itself: it loads, or it says why not.
if why=$(run_java org.sinopia.bench.gpu.KernelTimes cuda "$out/probe.json" small 2>&1); then
  device=cuda
  note "GPU: $(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader 2> /dev/null | head -1)"
else
  device=emulator
  note "no CUDA on this machine: $(echo "$why" | grep -m1 -o 'cuda: .*' || echo "$why" | tail -1)"
  note "so numerics are those of the emulator where there is a C++ compiler, and times those of the CPU at small sizes"
fi
rm -f "$out/probe.json"

tests() {
  name=$1
  shift
  log="$out/$name.log"
  if run_java -ea "-Dsinopia.device=$device" "-Dsinopia.devices=$device" org.junit.platform.console.ConsoleLauncher execute \
    --disable-banner --details=tree --disable-ansi-colors "$@" > "$log" 2>&1; then
    note "$name on $device: $(grep -o '[0-9]* tests successful' "$log" | head -1), $(grep -o '[0-9]* tests aborted' "$log" | head -1)"
  else
    note "$name on $device: FAILED, see $name.log"
    status=1
  fi
}

if [ $device = cuda ]; then
  tests kernels --scan-classpath "$here/jars/tests-kernels.jar" --scan-classpath "$here/jars/tests-test.jar"
  tests ops --scan-classpath "$here/jars/tests-tensor.jar" --include-tag every-device
  for tool in memcheck racecheck initcheck; do
    if command -v compute-sanitizer > /dev/null; then
      if compute-sanitizer --tool $tool --target-processes all --error-exitcode 9 "$here/runtime/bin/java" \
        --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Dsinopia.device=cuda -cp "$here/jars/*" \
        org.junit.platform.console.ConsoleLauncher execute --disable-banner \
        --scan-classpath "$here/jars/tests-kernels.jar" --include-classname '.*AgreementTest' > "$out/$tool.log" 2>&1; then
        note "compute-sanitizer $tool: clean"
      else
        note "compute-sanitizer $tool: see $tool.log"
        status=1
      fi
    else
      note "compute-sanitizer $tool: not found"
    fi
  done
else
  tests kernels --select-class org.sinopia.kernels.GraphTest --select-class org.sinopia.test.WholeStepTest
fi

for round in 1 2 3; do
  if [ $device = cuda ]; then
    run_java org.sinopia.bench.gpu.KernelTimes cuda "$out/ours-$round.json" || exit 1
    if command -v python3 > /dev/null; then
      said=$(python3 "$here/peers/kernels.py" "$out/torch-$round.json" 2>&1) || note "$(echo "$said" | tail -1)"
    else
      note "peers: no python3"
    fi
  else
    run_java org.sinopia.bench.gpu.KernelTimes cpu "$out/ours-$round.json" small || exit 1
  fi
done
[ $device = cuda ] || note "peers: not run, they need a GPU"
run_java org.sinopia.bench.gpu.GpuReport "$out" || exit 1
cat "$out/results.md"
exit $status
