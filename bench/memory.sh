#!/bin/sh
# Measures the peak resident memory of each command on inputs of stated size and writes train/docs/memory.md. Takes some ten minutes
# on two cores. Needs GNU time (/usr/bin/time). SINOPIA_JAVA_OPTIONS holds for all commands: -Xmx512m shows what runs with little.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
sinopia=$root/sinopia
"$sinopia" --help >/dev/null # so that no build is measured

rows=rows
# measure NAME INPUT ARGUMENTS...: a row of the table; a failing command stops the script.
measure() {
  name=$1
  input=$2
  shift 2
  echo "$name ($input)" >&2
  /usr/bin/time -o measured -f '%M' "$sinopia" "$@" >out 2>err || { cat err >&2; exit 1; }
  read -r kib <measured
  printf '| `%s` | %s | %d MB |\n' "$name" "$input" $(((kib + 512) / 1024)) >>$rows
}

measure --help '—' --help
measure paint '40 pictures of 192×192' paint --count 40 --size 192x192 --out paintings
measure synthesize '4 pictures of 192×192, 512 bins, 75 MB' synthesize paintings/painting-00000[1-4].png --out cubes
"$sinopia" paint --count 1 --size 1024x1024 --out large >/dev/null
measure synthesize 'a picture of 1024×1024, 512 bins, 537 M samples' synthesize large/painting-000001.png --out large
measure info 'that cube' info large/painting-000001.h5
measure map 'that cube' map large/painting-000001.h5 --element Fe --out large/fe.png
measure convert 'that cube to NPY' convert large/painting-000001.h5 large/cube.npy
rm large/cube.npy
measure train-embedder 'small preset, 1 epoch, 4 cubes of 192×192' train-embedder --cubes cubes --preset small --epochs 1 --out embedder
measure embed '40 pictures of 192×192, synthesised' embed --synthesize paintings/*.png --model embedder --out pairs
measure train-recolourer 'small preset, 1 epoch' train-recolourer --pairs pairs --preset small --set run.epochs=1 --out recolourer
measure evaluate 'those pairs, with baselines' evaluate --pairs pairs --model recolourer --split train --baselines
measure recolour 'the cube of 1024×1024' recolour large/painting-000001.h5 --model recolourer --out large/colours.png
measure metrics 'two pictures of 1024×1024' metrics large/colours.png large/painting-000001.png
measure gradcheck 'all ops' gradcheck
measure profile "paper's model, batch 8 of 256×256" profile
measure demo 'as it is: 40 pictures of 192×192' demo --out demo

{
  cat <<'TEXT'
# Memory

Peak resident memory of each command, measured by `bench/memory.sh`. A machine with 4 GB is enough for all of them.
Tensors lie outside the Java heap; the heap may grow to a quarter of the machine's memory.
`SINOPIA_JAVA_OPTIONS=-Xmx512m ./sinopia …` limits it, and `-Xmx8g` allows more for cubes of very many pixels: `embed`
holds the latent of a whole cube (12 bytes for each pixel at three latent channels), `recolour` its picture and how far
it can be trusted (20 bytes), but never its spectra.

TEXT
  printf 'Measured on %s cores with %s of memory%s.\n\n' "$(nproc)" "$(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo)" \
    "${SINOPIA_JAVA_OPTIONS:+, with $SINOPIA_JAVA_OPTIONS}"
  echo '| command | input | peak resident |'
  echo '| --- | --- | ---: |'
  cat $rows
} >"$root/train/docs/memory.md"
cat "$root/train/docs/memory.md"
