#!/bin/sh
# Adapting to scans whose true picture is known, before and after: bench/adapting.sh TEST WORK [ADAPT-OPTION...]
# Each picture of the folder TEST is painted and scanned by a random instrument, recoloured by the built-in model, adapted
# to without its colours, and recoloured again. Scans and runs are kept in the folder WORK, and a second call goes on
# where the first one was stopped. Writes bench/results/DATE-adapting.md.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if [ $# -lt 2 ] || [ ! -d "$1" ]; then
  echo "bench/adapting.sh: expected a folder of test pictures and one to work in" >&2
  exit 2
fi
test=$1
mkdir -p "$2"
work=$(CDPATH='' cd -- "$2" && pwd)
shift 2
sinopia=$root/sinopia
table=$root/bench/results/$(date +%Y-%m-%d)-adapting.md
if [ ! -e "$work/scans.done" ]; then
  rm -rf "$work/scans"
  "$sinopia" synthesize "$test" --side 128 --instrument random --bins 512 --seed 5 --out "$work/scans" >&2
  touch "$work/scans.done"
fi
# The number of a field of one line of JSON.
number() { sed -n "s/.*\"$1\" *: *\([0-9.]*\).*/\1/p" | head -1; }
for scan in "$work"/scans/*.h5; do
  name=$(basename "$scan" .h5)
  [ -e "$work/$name.done" ] && continue
  rm -rf "${work:?}/$name"
  begin=$(date +%s)
  "$sinopia" adapt "$scan" --out "$work/$name" "$@" >"$work/$name.log" 2>&1 || { cat "$work/$name.log" >&2; exit 1; }
  seconds=$(($(date +%s) - begin))
  for picture in before after; do
    "$sinopia" metrics "$work/$name/$picture.png" "$work/scans/$name.png" --scales 3 --json >"$work/$name-$picture.json"
  done
  echo "$seconds" >"$work/$name.done"
done
{
  echo '# Adapting to one scan'
  echo
  echo 'Each picture is painted with the pigments of a random era on a random ground and scanned by a random instrument, 128'
  echo 'pixels a side; MS-SSIM has three scales. Before: the built-in model. After, without a true colour having been seen:'
  echo "\`./sinopia adapt SCAN${*:+ $*}\`."
  echo
  echo '| picture | ΔE00 before | after | MS-SSIM before | after | minutes |'
  echo '| --- | ---: | ---: | ---: | ---: | ---: |'
  for done in "$work"/*.done; do
    name=$(basename "$done" .done)
    [ "$name" = scans ] && continue
    echo "$name $(number delta_e <"$work/$name-before.json") $(number delta_e <"$work/$name-after.json")" \
      "$(number ms_ssim <"$work/$name-before.json") $(number ms_ssim <"$work/$name-after.json") $(cat "$done")"
  done | awk '
    { printf "| %s | %.1f | %.1f | %.3f | %.3f | %.1f |\n", $1, $2, $3, $4, $5, $6 / 60
      for (i = 2; i <= 6; i++) sum[i] += $i }
    END { printf "| mean | %.2f | %.2f | %.3f | %.3f | %.1f |\n",
      sum[2] / NR, sum[3] / NR, sum[4] / NR, sum[5] / NR, sum[6] / NR / 60 }'
} >"$table.part"
mv "$table.part" "$table"
echo "written to $table"
