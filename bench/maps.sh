#!/bin/sh
# Maps of all elements by sinopia and by PyMca's fast linear fit, in turn on the same cube, and writes bench/results/DATE-maps.md.
# bench/maps.sh [CUBE.h5 [NAME]]: a cube (rows, columns, bins) with `energy` in keV; by default a painting of 512 × 512 pixels and 1024
# channels is synthesised. Needs Debian's python3-pymca5, python3-h5py and time. Takes about ten minutes on two cores, and 6 GB of disk.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
sinopia=$root/sinopia
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$sinopia" --help >/dev/null # so that no build is measured

cube=${1:-}
name=${2:-}
if [ -z "$cube" ]; then
  "$sinopia" paint --count 1 --size 512x512 --out "$work" >/dev/null
  "$sinopia" synthesize "$work/painting-000001.png" --bins 1024 --out "$work/cubes" >/dev/null
  cube=$work/cubes/painting-000001.h5
  name='a synthetic painting of 512 × 512 pixels, 1024 channels'
fi

: >"$work/seconds"
for round in 1 2 3; do
  # Wall time, and that of all cores together, which shows how far other programs were in the way.
  /usr/bin/time -o "$work/time" -f '%e %U %S' "$sinopia" map "$cube" --all --format npy --out "$work/all" >/dev/null 2>"$work/err" ||
    { cat "$work/err" >&2; exit 1; }
  awk '{ printf "%.2f %.2f\n", $1, $2 + $3 }' "$work/time" >>"$work/seconds"
  echo "round $round: $(tail -n 1 "$work/seconds" | awk '{ print $1 " s, " $2 " s of CPU" }')" >&2
done
seconds=$(sort -n "$work/seconds" | sed -n '2s/ .*//p')
"$sinopia" map "$cube" --element "$("$root/bench/peers/maps.py" --elements)" --format npy --out "$work/maps" >/dev/null 2>"$work/err" ||
  { cat "$work/err" >&2; exit 1; }

result=$root/bench/results/$(date +%F)-maps${3:+-$3}.md
{
  echo "# Maps of elements beside PyMca's fast linear fit"
  echo
  echo "$("$root/bench/peers/maps.py" --version); sinopia on $("$(dirname "$("$sinopia" --jdk)/bin")/bin/java" --version | head -n 1); $(nproc) cores,"
  echo "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1). Reproduce with \`bench/maps.sh${1:+ CUBE.h5}\`. The cube: ${name:-$(basename "$cube")}."
  echo "sinopia's time is that of the whole command, the median of 3 runs (least $(sort -n "$work/seconds" | sed -n '1s/ .*//p'), most $(sort -n "$work/seconds" | sed -n '3s/ .*//p') s;"
  echo "$(awk '{ print $2 }' "$work/seconds" | sort -n | head -n 1) s of CPU at least): start, reading, what is there, maps of all it finds, files. PyMca's is that of the fit alone, on the cube in memory, of the families listed."
  echo
  "$root/bench/peers/maps.py" "$cube" "$work/maps" "$seconds"
} >"$work/result.md"
mkdir -p "$root/bench/results"
mv "$work/result.md" "$result"
cat "$result"
